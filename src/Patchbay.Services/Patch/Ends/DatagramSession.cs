using System.Buffers;
using System.Net;
using System.Threading.Channels;

namespace Patchbay.Services.Patch;

/// <summary>
/// One peer of a listening socket of datagrams: what it sends, and the way to answer it. A peer whose messages are not taken in time loses the newest,
/// as datagrams may be lost. Over after a time of silence.
/// </summary>
/// <param name="socket">Where it came in.</param>
/// <param name="remote">Who it is; null for a Unix sender without a name, which cannot be answered.</param>
/// <param name="messageSize">How much of a stream makes one message.</param>
/// <param name="idle">The silence that ends it.</param>
/// <param name="clock">Counts the silence.</param>
sealed class DatagramSession(SharedDatagramSocket socket, EndPoint? remote, int messageSize, TimeSpan idle, TimeProvider clock) : PatchEnd
{
    // What may wait for a relay that is slow.
    const int MostWaiting = 64;

    readonly Channel<ReadOnlyMemory<byte>> _received = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });
    readonly CancellationTokenSource _aborted = new();
    readonly QuietTime _quiet = new(idle, clock);

    public override string Name { get; } = remote?.ToString() is { Length: > 0 } name ? name : "a sender without a name";

    public override EndPoint? Local => socket.LocalEndPoint;

    public override EndPoint? Remote => remote;

    public override bool KeepsBoundaries => true;

    public override int MessageSize => messageSize;

    /// <summary>Begins to count the silence.</summary>
    public void Start() => _quiet.Start();

    /// <summary>A message of its peer came. False when it had to be dropped.</summary>
    public bool Take(ReadOnlyMemory<byte> message)
    {
        _quiet.Moved();
        return _received.Writer.TryWrite(message);
    }

    public override async ValueTask<PatchRead> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (!_received.Reader.TryPeek(out var message))
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _quiet.Over, _aborted.Token);
            try
            {
                await _received.Reader.WaitToReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (_quiet.Over.IsCancellationRequested && !cancellationToken.IsCancellationRequested && !_aborted.IsCancellationRequested)
            {
                return new PatchRead(default, IsEnd: true);
            }

            _received.Reader.TryPeek(out message);
        }

        return new PatchRead(new ReadOnlySequence<byte>(message), IsEnd: false, MoreFollows: _received.Reader.Count > 1);
    }

    public override void Advance() => _received.Reader.TryRead(out _);

    public override async ValueTask SendAsync(ReadOnlySequence<byte> bytes, bool more, CancellationToken cancellationToken)
    {
        if (remote is null)
        {
            throw new IOException("A Unix sender without a name cannot be answered.");
        }

        await socket.SendAsync(bytes, remote, _aborted.Token);
        _quiet.Moved();
    }

    // The peer is told nothing: a datagram socket has no end to tell.
    public override ValueTask FinishAsync(CancellationToken cancellationToken) => default;

    public override string DescribeSendFailure(Exception error) => error.Message.TrimEnd('.');

    public override void Abort(string reason) => _aborted.Cancel();

    public override ValueTask DisposeAsync()
    {
        socket.Forget(this);
        _aborted.Dispose();
        _quiet.Dispose();
        return default;
    }
}
