using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests;

public class ConnectClassifierTests
{
    [Theory]
    [InlineData(1, ConnectOutcome.Prohibited)]
    [InlineData(0, ConnectOutcome.Open)]
    [InlineData(2, ConnectOutcome.Refused)]
    [InlineData(11, ConnectOutcome.Failed)]
    [InlineData(13, ConnectOutcome.Prohibited)]
    [InlineData(24, ConnectOutcome.Failed)]
    [InlineData(97, ConnectOutcome.NetworkUnreachable)]
    [InlineData(99, ConnectOutcome.NoLocalAddress)]
    [InlineData(101, ConnectOutcome.NetworkUnreachable)]
    [InlineData(110, ConnectOutcome.TimedOut)]
    [InlineData(111, ConnectOutcome.Refused)]
    [InlineData(113, ConnectOutcome.HostUnreachable)]
    [InlineData(125, ConnectOutcome.Cancelled)]
    [InlineData(4095, ConnectOutcome.Failed)]
    public void A_Linux_errno_has_one_outcome(int errno, ConnectOutcome outcome) =>
        Assert.Equal(outcome, ConnectClassifier.Classify(SocketErrors.ToSocketError(errno), errno));

    [Theory]
    [InlineData(SocketError.ConnectionRefused, 4, 3, 3, ConnectOutcome.Prohibited)]
    [InlineData(SocketError.HostUnreachable, 4, 3, 13, ConnectOutcome.Prohibited)]
    [InlineData(SocketError.HostUnreachable, 4, 11, 0, ConnectOutcome.HostUnreachable)]
    [InlineData(SocketError.NetworkUnreachable, 4, 3, 6, ConnectOutcome.NetworkUnreachable)]
    [InlineData(SocketError.AccessDenied, 6, 1, 5, ConnectOutcome.Prohibited)]
    [InlineData(SocketError.ConnectionRefused, 6, 1, 4, ConnectOutcome.Prohibited)]
    public void The_ICMP_error_behind_an_errno_decides(SocketError error, int version, byte type, byte code, ConnectOutcome outcome) =>
        Assert.Equal(outcome, ConnectClassifier.Classify(error, icmp: new IcmpError(version, type, code, null)));

    [Fact]
    public void An_ICMP_report_that_ends_nothing_leaves_the_decision_to_the_errno() =>
        Assert.Equal(ConnectOutcome.TimedOut, ConnectClassifier.Classify(SocketError.TimedOut, icmp: new IcmpError(4, 3, 4, null)));

    [Fact]
    public void Every_outcome_of_every_kind_of_target_is_told_in_one_line_that_names_the_target()
    {
        var elapsed = TimeSpan.FromMilliseconds(0.42);
        EndPoint[] targets = [new DnsEndPoint("db", 5432), new IPEndPoint(IPAddress.IPv6Loopback, 80), new UnixDomainSocketEndPoint("/run/x")];
        string[] names = ["db:5432", "[::1]:80", "unix:/run/x"];
        foreach (var error in Enum.GetValues<SocketError>().Where(error => error != SocketError.Success))
        {
            for (var i = 0; i < targets.Length; i++)
            {
                var failure = ConnectFailure.Create(targets[i], error, elapsed);

                Assert.Contains(names[i], failure.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', failure.Message + failure.Hint);
                Assert.Equal(error, failure.SocketError);
                Assert.NotEqual(ConnectOutcome.Open, failure.Outcome);
            }
        }
    }

    [Fact]
    public void A_refusal_says_who_and_after_how_long()
    {
        var failure = ConnectFailure.FromLinuxErrno(new DnsEndPoint("db", 5432), 111, TimeSpan.FromMilliseconds(0.42));

        Assert.Equal("db:5432 refused the connection after 0.4 ms", failure.Message);
        Assert.Equal("The machine answered, but nothing listens on 5432.", failure.Hint);
        Assert.Equal(111, failure.Errno);
    }

    [Fact]
    public void A_failure_of_one_address_is_told_again_in_the_name_that_was_asked_for()
    {
        var icmp = new IcmpError(4, 3, 13, IPAddress.Parse("192.0.2.1"));
        var one = ConnectFailure.Create(new IPEndPoint(IPAddress.Loopback, 1), SocketError.HostUnreachable, TimeSpan.Zero, 113, icmp);

        var whole = ConnectFailure.From(new DnsEndPoint("db", 1), one, TimeSpan.FromSeconds(1.26));

        Assert.Equal("db:1 is forbidden: 192.0.2.1 says \"communication administratively prohibited\" after 1.3 s", whole.Message);
        Assert.Equal(ConnectOutcome.Prohibited, whole.Outcome);
        Assert.Equal(icmp, whole.Icmp);
    }
}
