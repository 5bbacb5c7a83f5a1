using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Patchbay.Sockets;

/// <summary>
/// Reads one direction of a WebSocket connection (RFC 6455 section 5): octets in, cut anywhere; events and unmasked octets out. Pure. Payloads
/// of messages pass through, so a frame's length costs no memory. Not thread-safe.
/// </summary>
/// <param name="expectMask">We are the server: a client masks every frame, a server none (section 5.1).</param>
/// <param name="halfClose">The half-close extension is in force.</param>
/// <param name="maxMessage">Octets a message may have.</param>
internal sealed class WebSocketFrameReader(bool expectMask, bool halfClose, long maxMessage = long.MaxValue)
{
    readonly byte[] _header = new byte[WebSocketFrameHeader.MaxSize];
    readonly byte[] _control = new byte[WebSocketFrameHeader.MaxControlPayload];
    int _headerCount;
    bool _inPayload, _isFinal, _finished;
    WebSocketOpcode _opcode;

    // The message under way; null between messages.
    WebSocketOpcode? _message;
    Utf8Validator _utf8;
    long _messageLength, _frameLength, _frameDone;
    uint _mask;

    /// <summary>The payload of the last ping or pong. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Control => _control.AsSpan(0, (int)_frameDone);

    /// <summary>The code of the peer's Close (1005 when it had none), or the one to fail the connection with.</summary>
    public ushort CloseCode { get; private set; }

    /// <summary>What the peer's Close says besides its code. Control characters are replaced: it is shown to people.</summary>
    public string CloseReason { get; private set; } = "";

    /// <summary>How the peer broke the protocol; null as long as it has not.</summary>
    public string? Failure { get; private set; }

    bool IsControl => ((int)_opcode & 0x8) != 0;

    /// <summary>Takes octets up to the next event. After Close or Failed nothing more is taken.</summary>
    /// <param name="input">Octets of the wire.</param>
    /// <param name="output">Room for octets of messages; not empty.</param>
    /// <param name="consumed">Octets taken from <paramref name="input"/>.</param>
    /// <param name="written">Octets put into <paramref name="output"/>; other than zero with <see cref="WebSocketEventKind.Data"/> only.</param>
    public WebSocketEventKind Read(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int written)
    {
        (consumed, written) = (0, 0);
        if (CloseCode != 0)
        {
            return WebSocketEventKind.NeedMore;
        }

        while (true)
        {
            if (!_inPayload)
            {
                var isWhole = ReadHeader(input[consumed..], out var taken);
                consumed += taken;
                if (!isWhole)
                {
                    return Failure is null ? WebSocketEventKind.NeedMore : WebSocketEventKind.Failed;
                }
            }

            var payload = input[consumed..];
            payload = payload[..(int)Math.Min(payload.Length, _frameLength - _frameDone)];
            if (IsControl)
            {
                consumed += payload.Length;
                Unmask(payload, _control.AsSpan((int)_frameDone));
                return _frameDone == _frameLength ? EndControl() : WebSocketEventKind.NeedMore;
            }

            if (_frameDone < _frameLength)
            {
                return ReadData(payload[..Math.Min(payload.Length, output.Length)], output, ref consumed, out written);
            }

            _inPayload = false;
            if (_isFinal)
            {
                return EndMessage();
            }
        }
    }

    WebSocketEventKind ReadData(ReadOnlySpan<byte> payload, Span<byte> output, ref int consumed, out int written)
    {
        written = 0;
        consumed += payload.Length;
        Unmask(payload, output);
        if (_message == WebSocketOpcode.Text && !_utf8.Feed(output[..payload.Length]))
        {
            return Fail(WebSocketCloseCode.InvalidPayload, "a text message is not UTF-8");
        }

        written = payload.Length;
        return written > 0 ? WebSocketEventKind.Data : WebSocketEventKind.NeedMore;
    }

    void Unmask(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (expectMask)
        {
            WebSocketMask.Apply(input, output, _mask, _frameDone);
        }
        else
        {
            input.CopyTo(output);
        }

        _frameDone += input.Length;
    }

    /// <summary>True when the head is whole and good.</summary>
    bool ReadHeader(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (true)
        {
            var size = _headerCount < 2 ? 2 : HeaderSize();
            var count = Math.Min(size - _headerCount, input.Length - consumed);
            input.Slice(consumed, count).CopyTo(_header.AsSpan(_headerCount));
            consumed += count;
            _headerCount += count;
            if (_headerCount < size)
            {
                return false;
            }

            if (size == 2 && !CheckFirstOctets())
            {
                return false;
            }

            if (_headerCount == HeaderSize())
            {
                _headerCount = 0;
                return BeginFrame();
            }
        }
    }

    int HeaderSize() => 2 + (expectMask ? 4 : 0) + ((_header[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 });

    bool CheckFirstOctets()
    {
        _isFinal = (_header[0] & 0x80) != 0;
        _opcode = (WebSocketOpcode)(_header[0] & 0xF);
        var masked = (_header[1] & 0x80) != 0;
        var failure = (_header[0] & 0x70) != 0 ? "a reserved bit is set, and no extension gives it a meaning"
            : masked && !expectMask ? "a server's frame is masked"
            : !masked && expectMask ? "a client's frame is not masked"
            : IsControl ? CheckControl()
            : _opcode > WebSocketOpcode.Binary ? $"opcode {(int)_opcode} is reserved"
            : _finished ? "a message follows the end of messages"
            : _opcode == WebSocketOpcode.Continuation && _message is null ? "a continuation frame continues nothing"
            : _opcode != WebSocketOpcode.Continuation && _message is not null ? "a new message begins inside a fragmented one"
            : null;
        if (failure is not null)
        {
            Fail(WebSocketCloseCode.ProtocolError, failure);
        }

        return failure is null;
    }

    string? CheckControl()
    {
        var isKnown = _opcode is WebSocketOpcode.Close or WebSocketOpcode.Ping or WebSocketOpcode.Pong || (halfClose && _opcode == WebSocketOpcode.Finish);
        return !isKnown ? $"opcode {(int)_opcode} is reserved"
            : !_isFinal ? "a control frame is fragmented"
            : (_header[1] & 0x7F) > WebSocketFrameHeader.MaxControlPayload ? "a control frame is longer than 125 bytes"
            : _opcode == WebSocketOpcode.Finish && _message is not null ? "the end of messages stands inside a message"
            : null;
    }

    bool BeginFrame()
    {
        var length = (_header[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
            127 => BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(2)),
            var small => small,
        };
        var shortest = (_header[1] & 0x7F) switch { 126 => 126, 127 => ushort.MaxValue + 1L, _ => 0 };
        if (length < shortest)
        {
            Fail(WebSocketCloseCode.ProtocolError, length < 0 ? "a frame's length has its highest bit set" : "a frame's length is not in its shortest form");
            return false;
        }

        if (!IsControl)
        {
            if (_opcode != WebSocketOpcode.Continuation)
            {
                (_message, _messageLength, _utf8) = (_opcode, 0, default);
            }

            if (length > maxMessage - _messageLength)
            {
                Fail(WebSocketCloseCode.TooBig, $"a message is longer than {maxMessage} bytes");
                return false;
            }

            _messageLength += length;
        }

        _mask = expectMask ? BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(HeaderSize() - 4)) : 0;
        (_frameLength, _frameDone, _inPayload) = (length, 0, true);
        return true;
    }

    WebSocketEventKind EndMessage()
    {
        if (_message == WebSocketOpcode.Text && !_utf8.IsWhole)
        {
            return Fail(WebSocketCloseCode.InvalidPayload, "a text message ends inside a character");
        }

        _message = null;
        return WebSocketEventKind.MessageEnd;
    }

    WebSocketEventKind EndControl()
    {
        _inPayload = false;
        switch (_opcode)
        {
            case WebSocketOpcode.Ping:
                return WebSocketEventKind.Ping;
            case WebSocketOpcode.Pong:
                return WebSocketEventKind.Pong;
            case WebSocketOpcode.Finish:
                _finished = true;
                return WebSocketEventKind.Finish;
            default:
                return EndClose(Control);
        }
    }

    WebSocketEventKind EndClose(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            CloseCode = WebSocketCloseCode.None;
            return WebSocketEventKind.Close;
        }

        var code = payload.Length == 1 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!WebSocketCloseCode.IsValid(code))
        {
            return Fail(WebSocketCloseCode.ProtocolError, payload.Length == 1 ? "a Close frame has one byte" : $"a Close frame has code {code}");
        }

        if (!Utf8.IsValid(payload[2..]))
        {
            return Fail(WebSocketCloseCode.InvalidPayload, "the reason of a Close frame is not UTF-8");
        }

        CloseCode = (ushort)code;
        CloseReason = string.Concat(Encoding.UTF8.GetString(payload[2..]).Select(static c => char.IsControl(c) ? '\uFFFD' : c));
        return WebSocketEventKind.Close;
    }

    WebSocketEventKind Fail(ushort code, string failure)
    {
        (CloseCode, Failure) = (code, failure);
        return WebSocketEventKind.Failed;
    }
}
