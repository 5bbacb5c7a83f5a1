using System.Net;

namespace Patchbay.Observation.Tests.Lab;

[Collection(AloneCollection.Name)]
public class ClaimTests
{
    static readonly IPEndPoint Server = new(IPAddress.Loopback, 1);
    static readonly IPEndPoint Here = new(IPAddress.Loopback, 2);
    static readonly IPEndPoint There = new(IPAddress.Loopback, 3);

    public static TheoryData<string, Verdict> Expected => new()
    {
        { "interfaces", Verdict.False }, { "one-port", Verdict.False }, { "connections-sockets", Verdict.False }, { "triple", Verdict.Incomplete },
        { "port-at-socket", Verdict.Imprecise }, { "destination-port", Verdict.Incomplete }, { "error-free", Verdict.Imprecise }, { "address-and-port", Verdict.Incomplete },
        { "receive-first", Verdict.Incomplete }, { "accept", Verdict.Imprecise }, { "best-effort", Verdict.Incomplete },
    };

    [NeedsTheory("linux")]
    [MemberData(nameof(Expected))]
    public void The_experiment_gives_the_verdict(string name, Verdict verdict)
    {
        var result = ClaimList.All.Single(claim => claim.Name == name).Run();
        Assert.True(result.Verdict == verdict, $"{result.Verdict}: {string.Join("; ", result.Evidence)}");
        Assert.True(result.Evidence.Count >= 2);
        Assert.All(result.Evidence, static evidence => Assert.NotEqual("", evidence.Found));
    }

    [NeedsFact("linux")]
    public void The_verdict_on_the_ephemeral_range_is_that_of_this_machine()
    {
        var result = new EphemeralRangeClaim().Run();
        Assert.Equal(EphemeralRange.Read() is { First: 1024, Last: 65535 } ? Verdict.True : Verdict.False, result.Verdict);
    }

    [Fact]
    public void There_are_twelve_each_with_a_name_of_its_own() => Assert.Equal(12, ClaimList.All.Select(static claim => claim.Name).Distinct().Count());

    // What the kernel would have to do for a statement to hold.
    [Fact]
    public void Other_measurements_give_other_verdicts() => Assert.All(
        new[]
        {
            InterfacesClaim.Judge([("eth0", 1), ("lo", 1)], IPAddress.Loopback, false),
            OnePortClaim.Judge(Server, new(-98), false, false, false, false),
            ConnectionsSocketsClaim.Judge(3, 3, 0, 0, 0),
            TripleClaim.Judge(Here, null, false, Server),
            PortAtSocketClaim.Judge(40000, 40000, 40001, null),
            DestinationPortClaim.Judge(Server, [(Here, "from somebody"), (There, "from somebody")]),
            EphemeralRangeClaim.Judge(new(1024, 65535), [1024, 65535]),
            ErrorFreeClaim.Judge(10, 10, new(10), 1, 2),
            AddressAndPortClaim.Judge([(Here, null, 1), (There, Server, 2)]),
            ReceiveFirstClaim.Judge(new(0), new(-11), default, 5),
            AcceptClaim.Judge("SYN_SENT", 0, 3, 1, 0),
            BestEffortClaim.Judge(new(0), 1, 1, 0),
        },
        static result => Assert.Equal(Verdict.True, result.Verdict));

    [Fact]
    public void A_port_that_other_addresses_may_have_too_is_half_the_truth() =>
        Assert.Equal(Verdict.Incomplete, OnePortClaim.Judge(Server, new(-98), true, true, false, false).Verdict);
}
