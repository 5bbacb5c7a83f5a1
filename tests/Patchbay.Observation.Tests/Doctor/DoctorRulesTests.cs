using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Observation.Tests.Doctor;

public sealed class DoctorRulesTests
{
    [Fact]
    public void Every_pitfall_from_1_to_17_has_a_rule_and_a_place_in_the_documentation()
    {
        Assert.Empty(Enumerable.Range(1, 17).Except(DoctorRules.All.Select(static rule => rule.Number)));
        Assert.Equal(DoctorRules.All.Count, DoctorRules.All.Select(static rule => rule.Name).Distinct().Count());
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/doctor.md"));
        Assert.All(DoctorRules.All, rule => Assert.Matches($@"(?m)^### {Regex.Escape(rule.Name)}$", page));
        Assert.All(DoctorRules.All, static rule => Assert.True(rule.InHistory is not null || rule.OnHost is not null));
    }

    [Fact]
    public void Counters_pair_names_with_values()
    {
        var counters = NetCounters.Parse(["TcpExt: SyncookiesSent ListenOverflows", "TcpExt: 3 17", "nonsense", "Udp: InDatagrams RcvbufErrors", "Udp: 5 -1 9", "IpExt: x"]);
        Assert.Equal((3, 17, 5, -1, 0), (counters["TcpExt.SyncookiesSent"], counters["TcpExt.ListenOverflows"], counters["Udp.InDatagrams"], counters["Udp.RcvbufErrors"], counters["Tcp.Missing"]));
    }

    /// <summary>Whatever is recorded, in whatever order and however incomplete: an answer and no exception.</summary>
    [Fact]
    public void Any_recording_can_be_judged()
    {
        var runs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 100_000 : 2_000;
        foreach (var events in Gen.ListOf(Event, 40).Sample(runs))
        {
            Assert.All(DoctorRules.Judge(CaseHistory.Of([.. events])), static finding => Assert.NotEmpty(finding.Sign.Seen));
        }
    }

    static readonly string[] Names = ["socket", "bind", "listen", "accept4", "connect", "read", "recvfrom", "recvmsg", "sendto", "write", "sendmsg", "close", "shutdown", "setsockopt", "poll"];

    static Gen<LifeEvent> Event =>
        from kind in Gen.Choose(0, 5)
        from at in Gen.Choose(0, 5000)
        from socket in Gen.Choose(0, 3)
        from name in Gen.Elements(Names)
        from number in Gen.Choose(-1, 3000)
        from other in Gen.Choose(0, 3000)
        from errno in Gen.Elements(0, 11, 24, 32, 98, 99, 104, 111, 115)
        from flag in Gen.Elements(true, false)
        select Make(kind, TimeSpan.FromMilliseconds(at), socket, name, number, other, errno, flag);

    static LifeEvent Make(int kind, TimeSpan at, int socket, string name, int number, int other, int errno, bool flag)
    {
        var end = new SocketEnd(HostAddress.From(flag ? System.Net.IPAddress.Loopback : System.Net.IPAddress.IPv6Loopback), (ushort)(number + 1));
        return kind switch
        {
            0 => new GaugeEvent { At = at, Socket = socket, Unread = number, ReceiveRoom = other, Unsent = other, Unacknowledged = number, State = flag ? null : (Sockets.TcpState)(other % 12), Timer = (SocketTimer)(other % 5), Source = LifeSource.Socket },
            1 => new SocketNamedEvent { At = at, Socket = socket, Family = System.Net.Sockets.AddressFamily.InterNetwork, Type = flag ? System.Net.Sockets.SocketType.Stream : System.Net.Sockets.SocketType.Dgram, Local = flag ? end : null, Remote = end, Peer = other % 4 },
            2 => new ProcessEvent { At = at, ProcessId = 1 + (other % 2), ThreadId = 1, Step = (ProcessStep)(other % 7), Code = errno },
            3 => new UnseenEvent { At = at, Source = LifeSource.Calls, Reason = name },
            _ => new CallEvent
            {
                At = at,
                Socket = socket,
                ProcessId = 1 + (other % 2),
                ThreadId = 1,
                Name = name,
                Result = errno != 0 ? -1 : flag ? number : null,
                Errno = errno,
                Asked = flag ? other : null,
                Took = TimeSpan.FromMilliseconds(other),
                Address = flag ? end : null,
                Option = (flag ? 6 : 1, other % 20, number),
                MayBlock = flag ? null : other % 2 == 0,
            },
        };
    }
}
