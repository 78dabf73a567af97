#!/usr/bin/perl
# A small paging terminal on loopback, spoken by Net::SNPP::Server. It prints a line for each page.
#
#   pager.pl --port N [--pager ID]... [--password WORD] [--states 860,888:2,...]
#
# LOGIn and MSTAtus, which Net::SNPP::Server leaves to its user, are ours: --states is what MSTAtus
# says in turn, then its last again.
use strict;
use warnings;
use Getopt::Long;
use Net::SNPP::Server;

my ($port, $password, $states) = (0, undef, '960');
my @pagers;
GetOptions('port=i' => \$port, 'pager=s' => \@pagers, 'password=s' => \$password,
           'states=s' => \$states)
    or die "pager.pl: wrong options\n";
my @states = split /,/, $states;
my %known = map { $_ => 1 } @pagers;

$| = 1;
$SIG{PIPE} = 'IGNORE';

my $server = Net::SNPP::Server->new(Port => $port, BindTo => '127.0.0.1')
    or die "pager.pl: cannot listen on $port: $!\n";
$server->callback(validate_pager_id => sub { $known{$_[0] // ''} ? $_[0] : undef });
$server->callback(validate_pager_pin => sub { 1 });
$server->callback(write_log => sub { });
$server->callback(create_id_and_pin => sub { (17, 42) });
$server->callback(process_page => sub {
    my ($pager, $page) = @_;
    my $text = $page->{mess};
    $text =~ s/\n/|/g;
    my $answers = join ',', map { "$_=$page->{responses}{$_}" } sort keys %{$page->{responses} // {}};
    print "page $pager->[0] alert=$page->{alert} two_way=", $page->{twoway} ? 1 : 0,
        " answers=[$answers] text=[$text]\n";
    return 1;
});
if (defined $password) {
    $server->custom_command(LOGI => sub {
        my $is_right = ($_[0] // '') eq 'relay' && ($_[1] // '') eq $password;
        print 'login ', $is_right ? 'right' : 'wrong', "\n";
        return ($is_right ? '250 Login Accepted' : '550 Error, Invalid LoginID or Password', 1);
    });
}
$server->custom_command(MSTA => sub {
    return ('550 Error, Unknown Message_Tag', 1) unless "@_" eq '17 42';
    my ($code, $word) = split /:/, @states > 1 ? shift @states : $states[0];
    return ("$code 17 261126200000+0000 " . ($word // 'words'), 1);
});

print "listening\n";
while (my $client = $server->client) {
    $server->handle_client($client);
}
