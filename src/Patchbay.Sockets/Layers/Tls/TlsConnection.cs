using System.IO.Pipelines;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Patchbay.Sockets;

/// <summary>
/// A connection under TLS. Completing the output sends close_notify and then FIN, and reading goes on; the peer's close_notify is the end of the input, and
/// writing goes on (RFC 8446 section 6.1). An end without close_notify is a truncation: the reader throws.
/// </summary>
internal sealed class TlsConnection : LayeredConnection, IConnectionTransportFeature
{
    // The plaintext of one record (RFC 8446 section 5.1): what is read or written at once.
    const int RecordSize = 16 * 1024;

    // The peer sends what the application never asked for: session tickets after the handshake (RFC 8446 section 4.6.1), its own close_notify.
    static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);

    // Bounds what waits on each side of the encryption; the connection underneath has its own bounds.
    static readonly PipeOptions Bounds = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: 4 * RecordSize, resumeWriterThreshold: 2 * RecordSize, minimumSegmentSize: RecordSize, useSynchronizationContext: false);

    readonly TlsTransport _transport;
    readonly SslStream _tls;
    readonly TlsWords _words;
    readonly bool _allowsTruncation;
    readonly Pipe _input = new(Bounds);
    readonly Pipe _output = new(Bounds);
    readonly DataBeforeErrorReader _reader;
    readonly CancellationTokenSource _stopReceiving = new();
    readonly Task _receiving;
    readonly Task _sending;
    int _disposed;

    /// <param name="inner">The connection underneath. Owned.</param>
    /// <param name="transport">What <paramref name="tls"/> reads and writes.</param>
    /// <param name="tls">With its handshake done. Owned.</param>
    /// <param name="words">Puts failures into words.</param>
    /// <param name="allowsTruncation">The peer may end without close_notify.</param>
    /// <param name="clock">For the waits for a peer that takes none of our last bytes, and for its end.</param>
    public TlsConnection(ConnectionContext inner, TlsTransport transport, SslStream tls, TlsWords words, bool allowsTruncation, TimeProvider clock) : base(inner, clock)
    {
        (_transport, _tls, _words, _allowsTruncation) = (transport, tls, words, allowsTruncation);
        _reader = new DataBeforeErrorReader(_input.Reader);
        Transport = new Duplex(_reader, _output.Writer);
        var feature = new TlsFeature(tls);
        Features.Set<IConnectionTransportFeature>(this);
        Features.Set<ITlsConnectionFeature>(feature);
        Features.Set<ITlsHandshakeFeature>(feature);
        Features.Set<ITlsApplicationProtocolFeature>(feature);
        _receiving = ReceiveAsync();
        _sending = SendAsync();
    }

    public override IDuplexPipe Transport { get; set; }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        base.Abort(abortReason);

        // A pump that waits for the application to read must come to see it.
        _input.Writer.CancelPendingFlush();
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _output.Writer.CompleteAsync();
        await PeerPatience.EndAsync(this, _sending, Clock);
        await _input.Reader.CompleteAsync();
        await _stopReceiving.CancelAsync();
        await _receiving;
        if (Inner is not LentConnection)
        {
            // Who lends a connection lingers itself.
            await Lingering.UntilEndAsync(Inner.Transport.Input, LingerTime, Clock);
        }

        await _tls.DisposeAsync();
        _stopReceiving.Dispose();
        await base.DisposeAsync();
    }

    async Task ReceiveAsync()
    {
        Exception? error = null;
        var writer = _input.Writer;
        try
        {
            while (true)
            {
                // Waits without a buffer: an idle connection holds none.
                await ReadTlsAsync(Memory<byte>.Empty);
                var count = await ReadTlsAsync(writer.GetMemory(RecordSize));
                if (count == 0)
                {
                    error = _transport.HasEnded && !_allowsTruncation ? _words.Truncated() : null;
                    break;
                }

                _words.HasReceived = true;
                writer.Advance(count);
                if ((await writer.FlushAsync()).IsCompleted)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (_stopReceiving.IsCancellationRequested)
        {
            // Disposed: nobody reads any more.
        }
        catch (Exception failure)
        {
            error = _transport.HasEnded ? _allowsTruncation ? null : _words.Truncated() : _words.Later(failure);
        }

        // After an abort nothing is left to read; after everything else, what came before it is.
        _reader.Error = error;
        await writer.CompleteAsync(error as ConnectionAbortedException);
    }

    async ValueTask<int> ReadTlsAsync(Memory<byte> buffer)
    {
        await _transport.EnterAsync();
        try
        {
            return await _tls.ReadAsync(buffer, _stopReceiving.Token);
        }
        finally
        {
            _transport.Leave();
        }
    }

    async Task SendAsync()
    {
        Exception? error = null;
        var reader = _output.Reader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                foreach (var segment in result.Buffer)
                {
                    await _tls.WriteAsync(segment);
                }

                reader.AdvanceTo(result.Buffer.End);
                if (_transport.TakesNothing)
                {
                    // The writer's flush says so, as it does without TLS.
                    await reader.CompleteAsync();
                    return;
                }

                if (result.IsCompleted)
                {
                    break;
                }
            }

            await FinishAsync();
        }
        catch (Exception failure)
        {
            error = _words.Later(failure);
            if (failure is not IOException)
            {
                // The application completed the output with its error. The peer must not take that for a proper end; after an IOException it cannot.
                Inner.Abort(error as ConnectionAbortedException ?? new ConnectionAbortedException(error.Message, error));
            }
        }

        await reader.CompleteAsync(error);
    }

    /// <summary>close_notify, and FIN behind it.</summary>
    async Task FinishAsync()
    {
        Task sending;
        await _transport.EnterAsync();
        try
        {
            sending = _tls.ShutdownAsync();
        }
        finally
        {
            _transport.Leave();
        }

        await sending;
        await Inner.Transport.Output.CompleteAsync();
    }

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
