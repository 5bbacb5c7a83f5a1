using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Splicing;

/// <summary>What a spliced relay promises its two ends.</summary>
[SupportedOSPlatform("linux")]
public class SpliceTests
{
    const long Much = 64 * 1024 * 1024;

    public static TheoryData<string> Kinds => ["tcp4", "tcp6", "unix"];

    [NeedsTheory("linux")]
    [MemberData(nameof(Kinds))]
    public async Task No_byte_is_lost_when_A_finishes_first(string kind)
    {
        await using var engine = new SpliceEngine();
        await using var pair = await SplicedPair.JoinAsync(engine, kind);
        var sent = Streams.SendAsync(pair.A, Much, seed: 1);
        var received = await Streams.ReceiveAsync(pair.B);

        // B has seen A's FIN and only now begins to speak.
        var answer = Streams.SendAsync(pair.B, Much / 8, seed: 2);
        var heard = await Streams.ReceiveAsync(pair.A);
        Assert.Equal((Much, await sent), received);
        Assert.Equal((Much / 8, await answer), heard);
        Assert.Equal(new RelayResult(new(Much, RelayEnd.Finished), new(Much / 8, RelayEnd.Finished)), await pair.EndAsync());
    }

    [NeedsTheory("linux")]
    [MemberData(nameof(Kinds))]
    public async Task No_byte_is_lost_when_B_finishes_first(string kind)
    {
        await using var engine = new SpliceEngine();
        await using var pair = await SplicedPair.JoinAsync(engine, kind);
        var said = Streams.SendAsync(pair.B, 1_000_003, seed: 3, piece: 1000);
        var heard = await Streams.ReceiveAsync(pair.A, piece: 777);
        var sent = Streams.SendAsync(pair.A, 5, seed: 4);
        var received = await Streams.ReceiveAsync(pair.B);
        Assert.Equal((1_000_003L, await said), heard);
        Assert.Equal((5L, await sent), received);
        Assert.True((await pair.EndAsync()).IsWhole);
    }

    [NeedsTheory("linux")]
    [MemberData(nameof(Kinds))]
    public async Task Both_directions_carry_much_at_once_to_slow_readers(string kind)
    {
        await using var engine = new SpliceEngine();
        await using var pair = await SplicedPair.JoinAsync(engine, kind, buffers: 4096);
        var sent = Task.WhenAll(Streams.SendAsync(pair.A, Much / 16, seed: 5), Streams.SendAsync(pair.B, Much / 16, seed: 6));
        var received = await Task.WhenAll(Streams.ReceiveAsync(pair.B, piece: 3000), Streams.ReceiveAsync(pair.A, piece: 3000));
        Assert.Equal((await sent).Select(hash => (Much / 16, hash)), received);
        Assert.True((await pair.EndAsync()).IsWhole);
    }

    [NeedsFact("linux", "slow")]
    public async Task A_gibibyte_arrives_as_it_was_sent()
    {
        const long Gibibyte = 1024 * 1024 * 1024;
        await using var engine = new SpliceEngine();
        await using var pair = await SplicedPair.JoinAsync(engine);
        var sent = Streams.SendAsync(pair.A, Gibibyte, seed: 7);
        var received = await Streams.ReceiveAsync(pair.B);
        Assert.Equal((Gibibyte, await sent), received);
    }

    [NeedsTheory("linux")]
    [MemberData(nameof(Kinds))]
    public async Task A_question_and_its_answer_go_back_and_forth(string kind)
    {
        await using var engine = new SpliceEngine();
        await using var pair = await SplicedPair.JoinAsync(engine, kind);
        for (var i = 0; i < 500; i++)
        {
            var text = $"{i:D4}";
            await pair.A.SendAsync(Encoding.ASCII.GetBytes(text));
            Assert.Equal(text, await Streams.ReceiveTextAsync(pair.B, 4));
            await pair.B.SendAsync(Encoding.ASCII.GetBytes(text));
            Assert.Equal(text, await Streams.ReceiveTextAsync(pair.A, 4));
        }
    }

    [NeedsFact("linux")]
    public async Task Large_answers_do_not_wait_for_more_than_there_is()
    {
        // Gathering begins at once here, so each answer ends in a pause that must be noticed.
        await using var engine = new SpliceEngine(settings: new SpliceSettings { GatherAfter = 1 });
        await using var pair = await SplicedPair.JoinAsync(engine);
        for (var i = 0; i < 20; i++)
        {
            var answer = new string((char)('a' + i), 100_000 + i);
            await pair.A.SendAsync(Encoding.ASCII.GetBytes("?"));
            Assert.Equal("?", await Streams.ReceiveTextAsync(pair.B, 1));
            await pair.B.SendAsync(Encoding.ASCII.GetBytes(answer));
            Assert.Equal(answer, await Streams.ReceiveTextAsync(pair.A, answer.Length));
        }
    }

    [NeedsTheory("linux")]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task Urgent_data_does_not_end_the_stream_and_does_not_hold_up_what_follows(int before)
    {
        await using var engine = new SpliceEngine();
        await using var pair = await SplicedPair.JoinAsync(engine);
        await pair.A.SendAsync(Encoding.ASCII.GetBytes(new string('a', before)));
        Assert.Equal(1, pair.A.Send("!"u8, SocketFlags.OutOfBand));
        await pair.A.SendAsync(Encoding.ASCII.GetBytes(new string('b', 100_000)));
        pair.A.Shutdown(SocketShutdown.Send);

        // The urgent byte itself is out of the stream (tcp(7)) and goes nowhere.
        Assert.Equal(new string('a', before) + new string('b', 100_000), await Streams.ReceiveTextAsync(pair.B, before + 100_000));
        Assert.Null(await Streams.EndAsync(pair.B));
    }

    [NeedsTheory("linux")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_is_passed_on_as_a_reset(bool a)
    {
        await using var engine = new SpliceEngine();
        await using var pair = await SplicedPair.JoinAsync(engine);
        var (killed, other) = a ? (pair.A, pair.B) : (pair.B, pair.A);
        await killed.SendAsync("half a sent"u8.ToArray());
        await Streams.ReceiveTextAsync(other, 11);
        killed.LingerState = new LingerOption(true, 0);
        killed.Close();
        Assert.Equal(SocketError.ConnectionReset, await Streams.EndAsync(other));
        var result = await pair.EndAsync();
        var (from, to) = a ? (result.AToB, result.BToA) : (result.BToA, result.AToB);
        var reason = $"{(a ? "A" : "B")} reset the connection";
        Assert.Equal(new RelayDirection(11, RelayEnd.SenderCut, reason), from);
        Assert.Equal(new RelayDirection(0, RelayEnd.ReceiverCut, reason), to);
        Assert.Equal(a ? PatchSide.A : PatchSide.B, result.Failed);
    }

    [NeedsFact("linux")]
    public async Task A_reset_after_a_half_close_is_noticed_though_nobody_speaks()
    {
        await using var engine = new SpliceEngine();
        await using var pair = await SplicedPair.JoinAsync(engine);
        await Streams.SendAsync(pair.B, 3, seed: 8);
        await Streams.ReceiveAsync(pair.A);
        pair.B.LingerState = new LingerOption(true, 0);
        pair.B.Close();
        var result = await pair.EndAsync();
        Assert.Equal(new RelayDirection(3, RelayEnd.Finished), result.BToA);
        Assert.Equal(RelayEnd.ReceiverCut, result.AToB.End);
        Assert.False(result.IsWhole);
    }

    [NeedsFact("linux")]
    public async Task A_receiver_that_closes_while_bytes_come_cuts_the_sender()
    {
        await using var engine = new SpliceEngine();
        await using var pair = await SplicedPair.JoinAsync(engine);
        var sending = Streams.SendAsync(pair.A, Much, seed: 9);
        await Streams.ReceiveTextAsync(pair.B, 100_000);
        pair.B.Close();
        await Assert.ThrowsAsync<SocketException>(() => sending);
        Assert.NotEqual(RelayEnd.Finished, (await pair.EndAsync()).AToB.End);
    }

    [NeedsFact("linux")]
    public async Task What_a_Unix_peer_said_before_it_closed_is_still_delivered()
    {
        await using var engine = new SpliceEngine();
        await using var pair = await SplicedPair.JoinAsync(engine, "unix");
        await pair.B.SendAsync("last words"u8.ToArray());
        pair.B.Close();
        Assert.Equal("last words", await Streams.ReceiveTextAsync(pair.A, 10));
        Assert.Null(await Streams.EndAsync(pair.A));
        pair.A.Close();
        Assert.Equal(RelayEnd.Finished, (await pair.EndAsync()).BToA.End);
    }

    [NeedsFact("linux")]
    public async Task Cutting_resets_both_ends_and_says_so()
    {
        using var cut = new CancellationTokenSource();
        await using var engine = new SpliceEngine();
        await using var pair = await SplicedPair.JoinAsync(engine, cut: cut.Token);
        await pair.A.SendAsync("x"u8.ToArray());
        await Streams.ReceiveTextAsync(pair.B, 1);
        await cut.CancelAsync();
        Assert.Equal(SocketError.ConnectionReset, await Streams.EndAsync(pair.A));
        Assert.Equal(SocketError.ConnectionReset, await Streams.EndAsync(pair.B));
        var result = await pair.EndAsync();
        Assert.Equal((RelayEnd.Stopped, RelayEnd.Stopped, 1L), (result.AToB.End, result.BToA.End, result.AToB.Bytes));
    }

    [NeedsFact("linux")]
    public async Task Aborting_a_joined_connection_ends_its_relay()
    {
        await using var engine = new SpliceEngine();
        await using var pair = await SplicedPair.JoinAsync(engine);
        pair.Joined.A.Abort();
        Assert.False((await pair.EndAsync()).IsWhole);
        Assert.Equal(SocketError.ConnectionReset, await Streams.EndAsync(pair.A));
        Assert.Equal(SocketError.ConnectionReset, await Streams.EndAsync(pair.B));
    }

    [NeedsFact("linux")]
    public async Task An_idle_relay_ends_only_when_it_was_asked_to()
    {
        await using var engine = new SpliceEngine();
        await using var patient = await SplicedPair.JoinAsync(engine);
        await using var pair = await SplicedPair.JoinAsync(engine, idle: TimeSpan.FromMilliseconds(50));
        await pair.A.SendAsync("x"u8.ToArray());
        await Streams.ReceiveTextAsync(pair.B, 1);
        var result = await pair.EndAsync();
        Assert.Equal((RelayEnd.Idle, RelayEnd.Idle), (result.AToB.End, result.BToA.End));
        Assert.False(patient.Result.IsCompleted);
    }

    [NeedsFact("linux")]
    public async Task Disposing_of_the_engine_cuts_what_still_runs()
    {
        var engine = new SpliceEngine();
        await using var pair = await SplicedPair.JoinAsync(engine);
        await engine.DisposeAsync();
        Assert.Equal(RelayEnd.Stopped, (await pair.EndAsync()).AToB.End);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => engine.JoinAsync(pair.Joined.A, pair.Joined.B));
    }
}
