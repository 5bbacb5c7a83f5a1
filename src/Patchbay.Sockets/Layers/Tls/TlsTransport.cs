using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>
/// What SslStream reads from and writes to: the connection underneath. Sees what SslStream hides: whether the bytes ended, and what the first ones were.
/// Disposing it leaves the connection alone, unless it is a whole stream.
/// </summary>
/// <param name="connection">The connection underneath.</param>
/// <param name="isWholeStream">SslStream is used as a stream by somebody who never shuts it down: it owns the connection, and nobody enters around its reads.</param>
internal sealed class TlsTransport(ConnectionContext connection, bool isWholeStream = false) : Stream
{
    const int MostOpening = 64;

    readonly Stream _connection = connection.AsStream();
    readonly byte[] _opening = new byte[MostOpening];

    // OpenSSL's objects take one thread at a time. SslStream keeps decryption and encryption apart, but not its shutdown from decryption: who decrypts holds this,
    // and lets go while it waits for bytes.
    readonly SemaphoreSlim _decryption = new(1, 1);
    int _openingLength;

    // What is written during the handshake waits for the read that needs its answer, or for the end. Null when there is none and none will come.
    ArrayBufferWriter<byte>? _held;
    bool _isHandshakeOver;

    public bool IsWholeStream => isWholeStream;

    /// <summary>The peer's FIN has been read. When SslStream tells the end and this is false, it was told by close_notify.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The connection underneath takes no more bytes: it was reset or aborted. A stream does not say so; what is written to it is dropped.</summary>
    public bool TakesNothing { get; private set; }

    /// <summary>The first bytes received, up to 64.</summary>
    public ReadOnlySpan<byte> Opening => _opening.AsSpan(0, _openingLength);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Before every call of SslStream that reads, and before its shutdown.</summary>
    public Task EnterAsync() => isWholeStream ? Task.CompletedTask : _decryption.WaitAsync();

    /// <summary>After that call.</summary>
    public void Leave()
    {
        if (!isWholeStream)
        {
            _decryption.Release();
        }
    }

    /// <summary>
    /// After the handshake, whichever way it went. A server's last words in it are session tickets, which nobody waits for (RFC 8446 section 4.6.1): <paramref name="keepsLast"/>
    /// lets them wait for the first write. A client that sends all it has and closes without reading, as FTP's do, would answer them with a reset, and its own bytes that are
    /// still on their way would be lost.
    /// </summary>
    public ValueTask EndHandshakeAsync(bool keepsLast)
    {
        _isHandshakeOver = true;
        return keepsLast ? ValueTask.CompletedTask : SendHeldAsync(default);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isHandshakeOver)
        {
            await SendHeldAsync(cancellationToken);
        }

        int count;
        Leave();
        try
        {
            count = await _connection.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            await EnterAsync();
        }

        if (!buffer.IsEmpty)
        {
            HasEnded |= count == 0;
            Remember(buffer.Span[..count]);
        }

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isHandshakeOver)
        {
            (_held ??= new()).Write(buffer.Span);
            return;
        }

        if (_held is not null)
        {
            await SendHeldAsync(cancellationToken);
        }

        TakesNothing |= (await connection.Transport.Output.WriteAsync(buffer, cancellationToken)).IsCompleted;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _connection.FlushAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        if (isWholeStream)
        {
            await _connection.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && isWholeStream)
        {
            _connection.Dispose();
        }

        base.Dispose(disposing);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("TLS is read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("TLS is written asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    async ValueTask SendHeldAsync(CancellationToken cancellationToken)
    {
        if (_held is { } held)
        {
            _held = null;
            if (held.WrittenCount > 0)
            {
                TakesNothing |= (await connection.Transport.Output.WriteAsync(held.WrittenMemory, cancellationToken)).IsCompleted;
            }
        }
    }

    void Remember(ReadOnlySpan<byte> bytes)
    {
        var taken = bytes[..Math.Min(bytes.Length, MostOpening - _openingLength)];
        taken.CopyTo(_opening.AsSpan(_openingLength));
        _openingLength += taken.Length;
    }
}
