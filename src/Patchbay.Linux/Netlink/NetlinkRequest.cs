using System.Runtime.InteropServices;

namespace Patchbay.Linux.Netlink;

/// <summary>Puts a request together: the header, a structure of the family's own, attributes. Numbers are in the machine's order, as netlink has them.</summary>
public sealed class NetlinkRequest
{
    /// <summary>NLM_F_REQUEST and NLM_F_DUMP: answer with the whole table.</summary>
    public const ushort Dump = 0x301;

    /// <summary>NLM_F_REQUEST: answer with one row.</summary>
    public const ushort One = 0x001;

    /// <summary>NLM_F_REQUEST and NLM_F_ACK: do it, and say how it went.</summary>
    public const ushort Act = 0x005;

    // struct nlmsghdr: length, type, flags, sequence, port.
    internal const int HeaderSize = 16;

    byte[] _bytes = new byte[256];
    int _length;

    /// <summary>Begins a request.</summary>
    /// <param name="operation">What is asked, as <see cref="NetlinkException"/> says it.</param>
    /// <param name="type">nlmsg_type.</param>
    /// <param name="flags">One of the constants here.</param>
    public NetlinkRequest(string operation, ushort type, ushort flags)
    {
        Operation = operation;
        Add(0u).Add(type).Add(flags).Add(1u).Add(0u);
    }

    /// <summary>What is asked.</summary>
    public string Operation { get; }

    /// <summary>Adds a number of two bytes.</summary>
    public NetlinkRequest Add(ushort number) => Add(BitConverter.GetBytes(number));

    /// <summary>Adds a number of four bytes.</summary>
    public NetlinkRequest Add(uint number) => Add(BitConverter.GetBytes(number));

    /// <summary>Adds a number of eight bytes.</summary>
    public NetlinkRequest Add(ulong number) => Add(BitConverter.GetBytes(number));

    /// <summary>Adds bytes.</summary>
    public NetlinkRequest Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - _length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
        return this;
    }

    /// <summary>Adds an attribute, aligned to four bytes.</summary>
    public NetlinkRequest AddAttribute(ushort type, ReadOnlySpan<byte> value)
    {
        Align();
        Add((ushort)(4 + value.Length));
        Add(type);
        Add(value);
        return this;
    }

    /// <summary>The finished request.</summary>
    public byte[] ToArray()
    {
        Align();
        var bytes = _bytes[.._length];
        MemoryMarshal.Write(bytes, bytes.Length);
        return bytes;
    }

    void Align()
    {
        while (_length % 4 != 0)
        {
            Add([0]);
        }
    }
}
