#!/usr/bin/perl
# A client of Net::SNPP that says one page and prints what it is told.
#
#   pager_client.pl --port N [--login ID --password WORD] --pager ID... [--text TEXT | --data TEXT]
#                   [--subject TEXT] [--alert] [--two-way] [--choice CODE=TEXT]...
#   pager_client.pl --port N [--login ...] --status "TAG PASS"
use strict;
use warnings;
use Getopt::Long;
use Net::SNPP;

my ($port, $login, $password, $text, $data, $subject, $alert, $two_way, $status) = (0);
my (@pagers, @choices);
GetOptions('port=i' => \$port, 'login=s' => \$login, 'password=s' => \$password,
           'pager=s' => \@pagers, 'text=s' => \$text, 'data=s' => \$data,
           'subject=s' => \$subject, 'alert' => \$alert, 'two-way' => \$two_way,
           'choice=s' => \@choices, 'status=s' => \$status)
    or die "pager_client.pl: wrong options\n";

$| = 1;
my $snpp = Net::SNPP->new('127.0.0.1', Port => $port, Timeout => 30) or die "cannot connect: $!\n";

sub say_it {
    my ($what, $done) = @_;
    my $words = $snpp->message;
    $words =~ s/\s+$//;
    print "$what ", $snpp->code, " $words\n";
    return $done;
}

say_it('login', $snpp->login($login, $password)) if defined $login;
if (defined $status) {
    my @state = $snpp->message_status(split / /, $status);
    print 'status ', join('|', map { $_ // '' } @state), "\n";
} else {
    say_it('two_way', $snpp->two_way) if $two_way;
    for my $pager (@pagers) {
        say_it("pager $pager", $snpp->pager_id($pager));
    }
    say_it('subject', $snpp->subject($subject)) if defined $subject;
    say_it('alert', $snpp->alert(1)) if $alert;
    for my $choice (@choices) {
        say_it('choice', $snpp->message_response(split /=/, $choice, 2));
    }
    say_it('text', $snpp->content($text)) if defined $text;
    say_it('data', $snpp->data(map { "$_\n" } split /\\n/, $data)) if defined $data;
    if ($two_way) {
        my @sent = $snpp->send_two_way;
        print 'sent ', $snpp->code, ' ', join('|', map { $_ // '' } @sent[0, 1]), "\n";
    } else {
        say_it('sent', $snpp->send);
    }
}
$snpp->quit;
