using System.Buffers;

namespace Patchbay.Services.Rpc;

/// <summary>
/// Cuts a stream into messages, whichever framing it has: the first byte that is no blank tells, and it stays. Bytes in, messages and errors out; no message is looked
/// into further than its end. A text that breaks in <see cref="RpcFraming.Lines"/> is skipped to the end of its line. Not thread-safe.
/// </summary>
/// <param name="limits">The bounds.</param>
public sealed class RpcFrameDecoder(RpcLimits limits)
{
    // A longer one is given back after its message: idle connections are counted in bytes.
    const int KeptBytes = 16 * 1024;

    RpcJsonScanner _scanner = new(limits.MaxDepth);
    RpcHeaderBlock _header = new(limits);
    byte[] _held = [];
    int _heldBytes;
    int _bodyBytes = -1;
    long _skipped;
    bool _isSkipping, _isLost, _isWhole;

    /// <summary>The peer's framing.</summary>
    public RpcFraming Framing { get; private set; }

    /// <summary>Takes bytes until something is found.</summary>
    /// <param name="input">What came; what was taken is cut off its front. Whoever calls keeps it unchanged as long as a message is used.</param>
    public RpcFrame Read(ref ReadOnlySequence<byte> input)
    {
        if (_isWhole)
        {
            Forget();
        }

        while (!_isLost && !input.IsEmpty)
        {
            var first = input.First;
            if (first.IsEmpty)
            {
                // An empty segment in front of others.
                var next = input.Start;
                input.TryGet(ref next, out _, advance: true);
                input = input.Slice(next);
                continue;
            }

            var (frame, used) = Take(first);
            input = input.Slice(used);
            if (frame.Kind != RpcFrameKind.None)
            {
                _isLost = frame.Kind == RpcFrameKind.Lost;
                return frame;
            }
        }

        if (_isLost)
        {
            input = input.Slice(input.End);
        }

        return default;
    }

    /// <summary>The stream is over.</summary>
    /// <returns>An error when it ended inside a message.</returns>
    public RpcFrame End()
    {
        if (_isWhole)
        {
            Forget();
        }

        if (_isLost || _isSkipping || (_heldBytes == 0 && _bodyBytes < 0 && _header.IsAtStart))
        {
            return default;
        }

        _isLost = true;
        // Only now a number that stands alone is known to be whole.
        return Framing == RpcFraming.Lines && _scanner.Scan(" "u8, out _) == RpcScan.End
            ? new RpcFrame(RpcFrameKind.Message, _held.AsMemory(0, _heldBytes))
            : new RpcFrame(RpcFrameKind.Lost, default);
    }

    /// <summary>Gives its memory back; nothing more can be read.</summary>
    public void Release()
    {
        ReturnHeld();
        _isLost = true;
    }

    (RpcFrame Frame, int Used) Take(ReadOnlyMemory<byte> bytes)
    {
        if (_isSkipping)
        {
            return Skip(bytes.Span);
        }

        if (_heldBytes == 0 && _bodyBytes < 0 && _header.IsAtStart && _scanner.IsAtStart)
        {
            var blanks = bytes.Span.IndexOfAnyExcept(" \t\r\n"u8);
            if (blanks != 0)
            {
                return (default, blanks < 0 ? bytes.Length : blanks);
            }

            if (Framing == RpcFraming.Unknown && !Detect(bytes.Span[0]))
            {
                return (new RpcFrame(RpcFrameKind.Lost, default), 1);
            }
        }

        return Framing == RpcFraming.Lines ? TakeText(bytes) : _bodyBytes >= 0 ? TakeBody(bytes) : TakeHeader(bytes.Span);
    }

    /// <summary>Anything else ends the stream: a web page that posts to this port begins with a method, and none of its lines may be taken as a call.</summary>
    bool Detect(byte first)
    {
        Framing = first switch
        {
            (byte)'{' or (byte)'[' => RpcFraming.Lines,
            (byte)'C' or (byte)'c' => RpcFraming.Headers,
            _ => RpcFraming.Unknown,
        };
        return Framing != RpcFraming.Unknown;
    }

    (RpcFrame Frame, int Used) TakeText(ReadOnlyMemory<byte> bytes)
    {
        var scan = _scanner.Scan(bytes.Span, out var used);
        if (scan is RpcScan.Broken or RpcScan.TooDeep)
        {
            Forget();
            _isSkipping = true;
            return (new RpcFrame(RpcFrameKind.Error, default, scan == RpcScan.TooDeep ? $"nested deeper than {limits.MaxDepth}" : null), used);
        }

        if (_heldBytes + used > limits.MaxMessageBytes)
        {
            return (Lost($"a message of more than {limits.MaxMessageBytes} bytes"), used);
        }

        return scan == RpcScan.End ? (Whole(bytes[..used]), used) : (Hold(bytes.Span), bytes.Length);
    }

    (RpcFrame Frame, int Used) TakeHeader(ReadOnlySpan<byte> bytes)
    {
        var newline = bytes.IndexOf((byte)'\n');
        if (newline < 0)
        {
            return (_header.CheckPartial(_heldBytes + bytes.Length) is { } tooLong ? Lost(tooLong) : Hold(bytes), bytes.Length);
        }

        var line = bytes[..(newline + 1)];
        if (_heldBytes > 0)
        {
            Hold(line);
            line = _held.AsSpan(0, _heldBytes);
        }

        var reason = _header.Take(line, out var isWhole);
        _heldBytes = 0;
        if (reason is not null)
        {
            return (Lost(reason), newline + 1);
        }

        if (isWhole)
        {
            _bodyBytes = _header.Length;
            if (_bodyBytes == 0)
            {
                return (Whole(default), newline + 1);
            }
        }

        return (default, newline + 1);
    }

    (RpcFrame Frame, int Used) TakeBody(ReadOnlyMemory<byte> bytes)
    {
        var used = Math.Min(_bodyBytes - _heldBytes, bytes.Length);
        return _heldBytes + used == _bodyBytes ? (Whole(bytes[..used]), used) : (Hold(bytes.Span), used);
    }

    (RpcFrame Frame, int Used) Skip(ReadOnlySpan<byte> bytes)
    {
        var newline = bytes.IndexOf((byte)'\n');
        _isSkipping = newline < 0;
        _skipped = _isSkipping ? _skipped + bytes.Length : 0;
        return _skipped > limits.MaxMessageBytes ? (Lost("a broken message without an end"), bytes.Length) : (default, _isSkipping ? bytes.Length : newline + 1);
    }

    /// <summary>The last piece of a message: without a copy when it is the only one.</summary>
    RpcFrame Whole(ReadOnlyMemory<byte> last)
    {
        _isWhole = true;
        if (_heldBytes == 0)
        {
            return new RpcFrame(RpcFrameKind.Message, last);
        }

        Hold(last.Span);
        return new RpcFrame(RpcFrameKind.Message, _held.AsMemory(0, _heldBytes));
    }

    RpcFrame Hold(ReadOnlySpan<byte> bytes)
    {
        var needed = _heldBytes + bytes.Length;
        if (needed > _held.Length)
        {
            // Memory follows what has come, never what a header promises.
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Min(2 * _held.Length, limits.MaxMessageBytes)));
            _held.AsSpan(0, _heldBytes).CopyTo(larger);
            ReturnHeld();
            _held = larger;
        }

        bytes.CopyTo(_held.AsSpan(_heldBytes));
        _heldBytes = needed;
        return default;
    }

    RpcFrame Lost(string reason)
    {
        Forget();
        return new RpcFrame(RpcFrameKind.Lost, default, reason);
    }

    void Forget()
    {
        _isWhole = false;
        _scanner = new(limits.MaxDepth);
        _header = new(limits);
        (_heldBytes, _bodyBytes) = (0, -1);
        if (_held.Length > KeptBytes)
        {
            ReturnHeld();
        }
    }

    void ReturnHeld()
    {
        if (_held.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_held);
            _held = [];
        }
    }
}
