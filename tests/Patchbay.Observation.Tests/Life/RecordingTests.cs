using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Observation.Tests.Life;

public class RecordingTests
{
    static readonly DateTimeOffset Began = new(2026, 11, 21, 9, 0, 0, TimeSpan.FromHours(1));

    [Fact]
    public void Events_survive_their_recording() => Prop.ForAll(TimelineTests.AnyEvent.ArrayOf().ToArbitrary(), static events => Read(Write(events)).Events.SequenceEqual(events))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void A_recording_told_again_is_told_the_same() => Prop.ForAll(TimelineTests.AnyEvent.ArrayOf().ToArbitrary(),
        static events => LifeTimeline.Of(Read(Write(events)).Events).Entries.SequenceEqual(LifeTimeline.Of(events).Entries)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void What_a_recording_is_stands_at_its_head()
    {
        var recording = Read(Write([]));
        Assert.Equal(("curl http://ä\"\n", Began, false), (recording.Subject, recording.Began, recording.IsCut));
    }

    [Fact]
    public void Every_kind_of_event_survives()
    {
        LifeEvent[] events =
        [
            new UnseenEvent { At = TimeSpan.FromTicks(1), Source = LifeSource.Wire, Reason = "no", Hint = "root" },
            new NoteEvent { At = TimeSpan.FromTicks(12_345_678_901), Socket = 1, Speaker = "chat", Text = "NICK \u001b[1m" },
            new KernelEvent { At = -TimeSpan.FromMilliseconds(1), Socket = 2, Step = KernelStep.Retransmitted, Source = LifeSource.Tracepoints },
            new SocketNamedEvent { At = default, Socket = 3, Inode = 4, Cookie = 5, Local = Script.End("::ffff:1.2.3.4", 1), Remote = Script.End("2001:db8::1", 65535), Path = "@x", Owner = new SocketOwner(9, "n", 3) },
            new CallEvent { At = default, ProcessId = 1, ThreadId = 2, Name = "setsockopt", Result = null, Option = (1, 13, long.MinValue), Address = Script.End("::", 0), MayBlock = false, Errno = 5000 },
        ];
        Assert.Equal(events, Read(Write(events)).Events);
    }

    [Fact]
    public void A_recording_that_was_cut_off_is_read_up_to_there()
    {
        var whole = Write(Script.Connected().Events);
        var recording = Read(whole[..^10]);
        Assert.True(recording.IsCut);
        Assert.Equal(Script.Connected().Events.SkipLast(1), recording.Events);
    }

    [Fact]
    public void An_event_of_a_later_version_is_passed_over() => Assert.Empty(Read(Write([]).Concat("{\"v\":1,\"event\":\"moon\",\"data\":{}}\n"u8.ToArray())).Events);

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("hello\n", "line 1: no JSON")]
    [InlineData("{\"v\":1,\"event\":\"call\",\"data\":{}}\n", "line 1: it does not begin as a recording does")]
    [InlineData("{\"v\":2,\"event\":\"recording\",\"data\":{}}\n", "line 1: of version 2, and this program reads version 1")]
    [InlineData("{\"v\":1,\"event\":\"recording\",\"data\":{}}\n", "line 1: its heading is damaged")]
    [InlineData("[]\n", "line 1: no event of a recording")]
    public void What_is_no_recording_is_refused_with_the_line(string text, string message) => Assert.Equal(message, Assert.Throws<FormatException>(() => Read(Encoding.UTF8.GetBytes(text))).Message);

    [Fact]
    public void Damage_is_told_and_does_no_harm()
    {
        var whole = Write(Script.Connected().Events);
        var damage = Gen.Choose(0, whole.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(value => (At: at, Value: (byte)value))).ArrayOf(3);
        var runs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") is null ? 3_000 : 300_000;
        Prop.ForAll(damage.ToArbitrary(), hits =>
        {
            var bytes = (byte[])whole.Clone();
            foreach (var (at, value) in hits)
            {
                bytes[at] = value;
            }

            try
            {
                _ = LifeTimeline.Of(Read(bytes).Events);
            }
            catch (FormatException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(runs));
    }

    [Fact]
    public void A_recording_is_for_its_user_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var path = Path.Combine(Directory.CreateTempSubdirectory("patchbay").FullName, "life.jsonl");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, (UnixFileMode)0x1FF);
        LifeRecorder.Create(path, "x", Began).Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Directory.Delete(Path.GetDirectoryName(path)!, true);
    }

    static byte[] Write(IEnumerable<LifeEvent> events)
    {
        var stream = new MemoryStream();
        using (var recorder = LifeRecorder.Begin(stream, "curl http://ä\"\n", Began))
        {
            foreach (var one in events)
            {
                recorder.Add(one);
            }
        }

        return stream.ToArray();
    }

    static LifeRecording Read(IEnumerable<byte> bytes) => LifeRecording.Read(new MemoryStream([.. bytes]));
}
