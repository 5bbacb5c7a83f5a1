using System.Buffers;
using System.IO.Pipelines;
using Patchbay.TestSupport;

namespace Patchbay.Tests.Streams;

public sealed class StreamJoinTests : IDisposable
{
    readonly MemoryConnection _memory = new();
    readonly Pipe _input = new();
    readonly ArrayBufferWriter<byte> _output = new();

    [Fact]
    public async Task The_end_of_the_input_is_our_FIN_and_receiving_goes_on()
    {
        var joined = Join();
        await _input.Writer.WriteAsync("question"u8.ToArray());
        await _input.Writer.CompleteAsync();
        var question = await _memory.FromHandler.ReadAtLeastAsync(9).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.True(question.IsCompleted);
        Assert.Equal("question"u8.ToArray(), question.Buffer.ToArray());
        await _memory.Peer.WriteAsync("answer"u8.ToArray());
        Assert.False(joined.IsCompleted);
        await _memory.Peer.CompleteAsync();
        var result = await joined.WaitAsync(ChildProcess.Limit);
        Assert.Equal((8, 6, CutDirection.None), (result.Sent, result.Received, result.Cut));
        Assert.Equal("answer"u8.ToArray(), _output.WrittenSpan.ToArray());
    }

    [Fact]
    public async Task The_peers_FIN_leaves_our_sending_alone()
    {
        var joined = Join();
        await _memory.Peer.CompleteAsync();
        await _input.Writer.WriteAsync("still sending"u8.ToArray());
        var got = await _memory.FromHandler.ReadAtLeastAsync(13).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.Equal(13, got.Buffer.Length);
        Assert.False(joined.IsCompleted);
        await _input.Writer.CompleteAsync();
        Assert.Equal(CutDirection.None, (await joined.WaitAsync(ChildProcess.Limit)).Cut);
    }

    [Fact]
    public async Task At_a_terminal_the_peers_FIN_ends_the_join()
    {
        var joined = Join(endsWithPeer: true);
        await _memory.Peer.CompleteAsync();
        Assert.Equal(CutDirection.None, (await joined.WaitAsync(ChildProcess.Limit)).Cut);
    }

    [Fact]
    public async Task A_reset_while_receiving_cuts_that_direction()
    {
        var joined = Join();
        await _memory.Peer.CompleteAsync(new Microsoft.AspNetCore.Connections.ConnectionResetException("reset"));
        var result = await joined.WaitAsync(ChildProcess.Limit);
        Assert.Equal(CutDirection.Receiving, result.Cut);
        Assert.Equal(ExitCode.ReceiveFailed, result.ToError("peer").Code);
    }

    [Fact]
    public async Task A_peer_that_takes_no_more_cuts_sending()
    {
        await _memory.FromHandler.CompleteAsync();
        var joined = Join();
        await _input.Writer.WriteAsync("lost"u8.ToArray());
        await _memory.Peer.CompleteAsync();
        var result = await joined.WaitAsync(ChildProcess.Limit);
        Assert.Equal(CutDirection.Sending, result.Cut);
        Assert.Equal(ExitCode.SendFailed, result.ToError("peer").Code);
    }

    [Fact]
    public async Task An_output_that_is_closed_cuts_it()
    {
        var joined = new StreamJoin(_memory.Connection, _input.Reader, static _ => throw new IOException("Broken pipe"), endsWithPeer: false).RunAsync(CancellationToken.None);
        await _memory.Peer.WriteAsync("x"u8.ToArray());
        var result = await joined.WaitAsync(ChildProcess.Limit);
        Assert.Equal((CutDirection.Output, 0), (result.Cut, result.Received));
    }

    [Fact]
    public async Task What_a_join_did_not_send_is_there_for_the_next()
    {
        var joined = Join(endsWithPeer: true);
        await _memory.Peer.CompleteAsync();
        await joined.WaitAsync(ChildProcess.Limit);
        await _input.Writer.WriteAsync("next"u8.ToArray());
        var left = await _input.Reader.ReadAsync();
        Assert.Equal("next"u8.ToArray(), left.Buffer.ToArray());
    }

    public void Dispose() => _memory.Dispose();

    Task<JoinResult> Join(bool endsWithPeer = false) => new StreamJoin(
        _memory.Connection, _input.Reader,
        bytes =>
        {
            _output.Write(bytes.Span);
            return ValueTask.CompletedTask;
        },
        endsWithPeer).RunAsync(CancellationToken.None);
}
