using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Life;

/// <summary>What the tracer says arrives as it was said.</summary>
public class TraceLineTests
{
    [Fact]
    public void Every_event_survives_its_line()
    {
        var seeds = ArbMap.Default.ArbFor<(int Seed, string? Text, string? Other)>();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(seeds, seed =>
        {
            var random = new Random(seed.Seed);
            foreach (var message in Messages(random, seed.Text, seed.Other))
            {
                var line = TraceLine.Write(message);
                Assert.DoesNotContain('\n', line);
                Assert.Equal(message, TraceLine.Read(line));
            }
        }));
    }

    [Fact]
    public void Any_other_line_is_an_error_of_its_form()
    {
        var count = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;
        var random = new Random(5);
        var (good, bad) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var lines = Messages(random, "text", null).ToList();
            var line = TraceLine.Write(lines[random.Next(lines.Count)]).ToCharArray();
            for (var change = random.Next(3); change > 0; change--)
            {
                line[random.Next(line.Length)] = "\t=:-0123456789ACxR\\"[random.Next(19)];
            }

            try
            {
                TraceLine.Read(new string(line));
                good++;
            }
            catch (FormatException)
            {
                bad++;
            }
        }

        Assert.True(good > count / 10 && bad > count / 10, $"{good} good, {bad} bad");
    }

    static IEnumerable<TraceMessage> Messages(Random random, string? text, string? other)
    {
        SocketEnd? end = random.Next(3) switch
        {
            0 => null,
            1 => new SocketEnd(HostAddress.Read([127, 0, 0, (byte)random.Next(256)]), (ushort)random.Next(65536)),
            _ => new SocketEnd(HostAddress.Read([0xFE, 0x80, .. new byte[13], (byte)random.Next(256)]), (ushort)random.Next(65536)),
        };
        var at = new TimeSpan(random.NextInt64(1L << 50));
        yield return new TraceReady(random.Next());
        yield return new TraceFailed(ObservationFailure.Denied, text ?? "", other);
        yield return new TraceEnded(new TraceEnd(TraceEnding.Killed, random.Next(64)));
        yield return new TraceSaw(new CallEvent
        {
            At = at,
            Socket = random.Next(),
            ProcessId = random.Next(),
            ThreadId = random.Next(),
            Name = "recvfrom",
            Descriptor = random.Next(-1, 9),
            Arguments = text ?? "",
            Result = random.Next(2) == 0 ? null : random.NextInt64(),
            Errno = random.Next(134),
            Took = new TimeSpan(random.Next()),
            MayBlock = random.Next(3) switch { 0 => null, 1 => true, _ => false },
            Asked = random.Next(2) == 0 ? null : random.NextInt64(),
            Flags = random.NextInt64(),
            Address = end,
            Option = random.Next(2) == 0 ? null : (random.Next(300), random.Next(99), random.NextInt64()),
            Made = random.Next(-1, 9),
            MadeSocket = random.Next(9),
        });
        yield return new TraceSaw(new GaugeEvent { At = at, Socket = 1, State = random.Next(2) == 0 ? null : TcpState.CloseWait, Unread = random.NextInt64(), SendRoom = random.Next(), Timer = SocketTimer.ZeroWindow, RoundTrip = at, Source = LifeSource.Socket });
        yield return new TraceSaw(new StateEvent { At = at, Socket = 2, From = random.Next(2) == 0 ? null : TcpState.Closed, To = TcpState.SynSent, Source = LifeSource.Socket });
        yield return new TraceSaw(new SocketNamedEvent
        {
            At = at,
            Socket = 3,
            Inode = (ulong)random.NextInt64() << 1,
            Cookie = ulong.MaxValue,
            Family = AddressFamily.InterNetworkV6,
            Type = SocketType.Stream,
            Protocol = ProtocolType.Tcp,
            Local = end,
            Path = other,
            Peer = random.Next(9),
        });
        yield return new TraceSaw(new ProcessEvent { At = at, ProcessId = 1, ThreadId = 2, Step = ProcessStep.Forked, Name = text, Code = random.Next() });
        yield return new TraceSaw(new UnseenEvent { At = at, Source = LifeSource.Calls, Reason = text ?? "", Hint = other });
    }
}
