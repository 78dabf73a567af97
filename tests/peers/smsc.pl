#!/usr/bin/perl
# A small message centre on loopback, spoken by Net::SMPP. It does what the options say and prints a
# line for each thing that happens.
#
#   smsc.pl --port N [--password WORD] [--bind-status N]
#           [--answers ok,throttle,status:11,silent,cut,unbind]   what a submit_sm gets, in turn; then ok
#           [--hold N]         answers submit_sm only when N wait, the last one first
#           [--id N] [--id-format %x]        of the first text, and how submit_sm_resp writes it
#           [--receipt TEXT]...              for each text; {id}, {dec} and {hex} stand for its id
#           [--state N]        message_state and receipted_message_id go with each receipt
#           [--receipt-first]  the receipts come before submit_sm_resp
#           [--deliver ESM:CODING:FROM:TO:HEX]...   to a receiver, once it is bound
#           [--deaf]           leaves enquire_link without an answer
use strict;
use warnings;
use Getopt::Long;
use IO::Select;
use IO::Socket::INET;
use Net::SMPP;

my ($port, $password, $bind_status, $answers, $hold) = (0, 's3cret', 0, '', 1);
my ($next_id, $id_format, $state, $receipt_first, $deaf) = (1001, '%d', undef, 0, 0);
my (@receipts, @deliver);
GetOptions('port=i' => \$port, 'password=s' => \$password, 'bind-status=i' => \$bind_status,
           'answers=s' => \$answers, 'hold=i' => \$hold, 'id=i' => \$next_id,
           'id-format=s' => \$id_format, 'receipt=s' => \@receipts, 'state=i' => \$state,
           'receipt-first' => \$receipt_first, 'deliver=s' => \@deliver, 'deaf' => \$deaf)
    or die "smsc.pl: wrong options\n";
my @answers = split /,/, $answers;

$| = 1;
$SIG{PIPE} = 'IGNORE';
$SIG{__WARN__} = sub { };    # Net::SMPP tells of each end of a connection

my $listener = Net::SMPP->new_listen('127.0.0.1', port => $port, listen => 8)
    or die "smsc.pl: cannot listen on $port: $!\n";
my $watched = IO::Select->new($listener);
my %unheard;    # by connection: sequence => [what to say again, how often it was said]
my @held;
print "listening\n";

sub hex_of { return unpack 'H*', $_[0] }

sub hang_up {
    my ($c, $why) = @_;
    print "$why\n";
    $watched->remove($c);
    delete $unheard{$c};
    @held = grep { $_->[0] != $c } @held;
    close $c;
}

sub deliver {
    my ($c, $times, %fields) = @_;
    my $seq = $c->deliver_sm(async => 1, %fields);
    $unheard{$c}{$seq} = [{%fields}, $times];
    print "deliver $seq $fields{short_message}\n" if $fields{esm_class} & 0x04;
    return;
}

sub send_receipts {
    my ($c, $pdu, $id) = @_;
    for my $template (@receipts) {
        my $text = $template;
        my %words = (id => sprintf($id_format, $id), dec => $id, hex => sprintf('%x', $id));
        $text =~ s/\{(\w+)\}/$words{$1}/g;
        my @tlvs = defined $state
            ? (receipted_message_id => $words{id} . "\0", message_state => chr $state) : ();
        deliver($c, 1, esm_class => 4, source_addr => $pdu->{destination_addr},
                destination_addr => $pdu->{source_addr}, short_message => $text, @tlvs);
    }
    return;
}

sub answer {
    my ($c, $pdu) = @_;
    my $answer = @answers ? shift @answers : 'ok';
    return if $answer eq 'silent';
    return hang_up($c, 'cut') if $answer eq 'cut';
    return $c->unbind(async => 1) if $answer eq 'unbind';
    if ($answer ne 'ok') {
        my $status = $answer eq 'throttle' ? 0x58 : (split /:/, $answer)[1];
        return $c->submit_sm_resp(seq => $pdu->{seq}, status => $status, message_id => '');
    }
    my $id = $next_id++;
    send_receipts($c, $pdu, $id) if $receipt_first;
    $c->submit_sm_resp(seq => $pdu->{seq}, message_id => sprintf($id_format, $id));
    send_receipts($c, $pdu, $id) unless $receipt_first;
    return;
}

sub take_submit {
    my ($c, $pdu) = @_;
    print join(' ', 'submit', "from=$pdu->{source_addr_ton}/$pdu->{source_addr_npi}/$pdu->{source_addr}",
               "to=$pdu->{dest_addr_ton}/$pdu->{dest_addr_npi}/$pdu->{destination_addr}",
               "esm=$pdu->{esm_class}", "coding=$pdu->{data_coding}",
               "receipt=$pdu->{registered_delivery}", "validity=$pdu->{validity_period}",
               'payload=' . hex_of($pdu->{message_payload} // ''), 'text=' . hex_of($pdu->{short_message})),
        "\n";
    push @held, [$c, $pdu];
    return if @held < $hold;
    my @now = reverse @held;
    @held = ();
    answer(@$_) for grep { $_->[0]->opened } @now;
    return;
}

sub take_bind {
    my ($c, $pdu) = @_;
    my $kind = $pdu->explain_cmd;
    my $status = $bind_status || ($pdu->{password} eq $password ? 0 : 0x0E);
    print "$kind $pdu->{system_id} $status\n";
    my $resp = "${kind}_resp";
    $c->$resp(seq => $pdu->{seq}, status => $status, system_id => 'smsc.pl');
    return if $status || $kind eq 'bind_transmitter';
    for my $spec (@deliver) {
        my ($esm, $coding, $from, $to, $hex) = split /:/, $spec;
        deliver($c, 1, esm_class => $esm, data_coding => $coding, source_addr_ton => 1,
                source_addr => $from, destination_addr => $to, short_message => pack('H*', $hex));
    }
    return;
}

sub take_deliver_answer {
    my ($c, $pdu) = @_;
    print "answered $pdu->{seq} $pdu->{status}\n";
    my $said = delete $unheard{$c}{$pdu->{seq}} or return;
    my ($fields, $times) = @$said;
    deliver($c, $times + 1, %$fields) if $pdu->{status} && $times < 5;
    return;
}

sub take {
    my ($c, $pdu) = @_;
    my $name = $pdu->explain_cmd;
    return take_bind($c, $pdu) if $name =~ /^bind_\w+r$/;
    return take_submit($c, $pdu) if $name eq 'submit_sm';
    return take_deliver_answer($c, $pdu) if $name eq 'deliver_sm_resp';
    print "$name\n";
    $c->enquire_link_resp(seq => $pdu->{seq}) if $name eq 'enquire_link' && !$deaf;
    $c->unbind_resp(seq => $pdu->{seq}) if $name eq 'unbind';
    return;
}

while (1) {
    for my $ready ($watched->can_read) {
        if ($ready == $listener) {
            my $c = $listener->accept or next;
            $c->set_version(0x34);
            $c->autoflush(1);
            $watched->add($c);
            print "connected\n";
            next;
        }
        my $pdu = $ready->read_pdu;
        if (defined $pdu) {
            take($ready, $pdu);
        } else {
            hang_up($ready, 'closed');
        }
    }
}
