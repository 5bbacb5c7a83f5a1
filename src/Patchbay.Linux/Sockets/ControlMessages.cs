using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>
/// The control messages behind a received message (cmsg(3)): each <c>size_t length, int level, int type</c>, data, padding to 8 bytes. Ends at the first
/// that does not fit. Used as <c>foreach</c>.
/// </summary>
public ref struct ControlMessages
{
    const int HeaderSize = 16;

    ReadOnlySpan<byte> _rest;
    ControlMessage _current;

    /// <summary>The messages in what recvmsg(2) left in <c>msg_control</c>.</summary>
    public ControlMessages(ReadOnlySpan<byte> control) => _rest = control;

    /// <summary>The message the last <see cref="MoveNext"/> came to.</summary>
    public readonly ControlMessage Current => _current;

    /// <summary>For <c>foreach</c>.</summary>
    public readonly ControlMessages GetEnumerator() => this;

    /// <summary>Goes on to the next message; false at the end.</summary>
    public bool MoveNext()
    {
        if (_rest.Length < HeaderSize)
        {
            return false;
        }

        var length = MemoryMarshal.Read<ulong>(_rest);
        if (length < HeaderSize || length > (ulong)_rest.Length)
        {
            _rest = default;
            return false;
        }

        _current = new ControlMessage(MemoryMarshal.Read<int>(_rest[8..]), MemoryMarshal.Read<int>(_rest[12..]), _rest[HeaderSize..(int)length]);
        _rest = _rest[Math.Min(_rest.Length, ((int)length + 7) & ~7)..];
        return true;
    }
}
