using System.Buffers.Binary;
using System.Globalization;

namespace Patchbay.Observation;

/// <summary>struct msghdr and struct mmsghdr of sendmsg(2) and recvmsg(2). Pure.</summary>
static class MessageText
{
    const int HeaderSize = 56, ManySize = 64, MostShown = 4, MostControl = 1024;
    const int RightsLevel = 1, RightsType = 1;

    /// <summary>The room that a message's buffers have; null when it cannot be read.</summary>
    public static long? Room(ITracedMemory memory, ulong address)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        return memory.Read(address, header) < HeaderSize ? null : CallText.VectorLength(memory, UInt64(header, 16), Count(header));
    }

    /// <summary>One message, by its fields that are set: <c>{msg_name={127.0.0.1:53}, msg_iov=[{…, 28}]}</c>.</summary>
    public static string Read(OpenCall call, ITracedMemory memory, ulong address, int data, bool isSent, long? filled)
    {
        if (address == 0)
        {
            return "NULL";
        }

        Span<byte> header = stackalloc byte[HeaderSize];
        return memory.Read(address, header) < HeaderSize ? "…" : Read(call, memory, header, data, isSent, filled);
    }

    /// <summary>Several, each with the bytes that were moved.</summary>
    public static string ReadMany(OpenCall call, ITracedMemory memory, ulong address, int count, int data, bool isSent)
    {
        if (address == 0)
        {
            return "NULL";
        }

        var shown = Math.Clamp(count, 0, MostShown);
        var bytes = new byte[shown * ManySize];
        if (memory.Read(address, bytes) < bytes.Length)
        {
            return "…";
        }

        var texts = new List<string>();
        for (var i = 0; i < shown; i++)
        {
            var header = bytes.AsSpan(i * ManySize, ManySize);
            var moved = BinaryPrimitives.ReadUInt32LittleEndian(header[HeaderSize..]);
            var text = Read(call, memory, header, data, isSent, isSent ? null : moved);
            texts.Add(isSent ? text : string.Create(CultureInfo.InvariantCulture, $"{{{text}, {moved}}}"));
        }

        return CallText.List(texts, count > shown);
    }

    static string Read(OpenCall call, ITracedMemory memory, ReadOnlySpan<byte> header, int data, bool isSent, long? filled)
    {
        var fields = new List<string>();
        Span<byte> name = stackalloc byte[SocketAddressText.MostBytes];
        var nameLength = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(header[8..]), (uint)name.Length);
        if (UInt64(header, 0) is not 0 and var nameAddress && nameLength > 0)
        {
            var (text, end, _) = SocketAddressText.Read(name[..memory.Read(nameAddress, name[..nameLength])]);
            call.Address ??= end;
            fields.Add($"msg_name={text}");
        }

        var length = CallText.VectorLength(memory, UInt64(header, 16), Count(header));
        call.Asked = isSent ? (call.Asked ?? 0) + (length ?? 0) : call.Asked;
        fields.Add($"msg_iov={CallText.Vector(memory, UInt64(header, 16), Count(header), data, isSent ? length : filled)}");
        if (UInt64(header, 40) is not 0 and var control)
        {
            fields.Add(ReadControl(call, memory, UInt64(header, 32), control));
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(header[48..]) is not 0 and var flags && !isSent)
        {
            fields.Add($"msg_flags={SocketCallWords.MessageFlags(flags)}");
        }

        return $"{{{string.Join(", ", fields)}}}";
    }

    // cmsg(3): length, level and type, then the data; each begins at a multiple of eight.
    static string ReadControl(OpenCall call, ITracedMemory memory, ulong address, ulong length)
    {
        var control = new byte[(int)Math.Min(length, MostControl)];
        var left = control.AsSpan(0, memory.Read(address, control));
        while (left.Length >= 16)
        {
            var size = BinaryPrimitives.ReadUInt64LittleEndian(left);
            if (size < 16 || size > (ulong)left.Length)
            {
                break;
            }

            if (BinaryPrimitives.ReadInt32LittleEndian(left[8..]) == RightsLevel && BinaryPrimitives.ReadInt32LittleEndian(left[12..]) == RightsType)
            {
                for (var rest = left[16..(int)size]; rest.Length >= 4; rest = rest[4..])
                {
                    (call.Passed ??= []).Add(BinaryPrimitives.ReadInt32LittleEndian(rest));
                }
            }

            left = left[Math.Min(left.Length, ((int)size + 7) & ~7)..];
        }

        return call.Passed is { } passed
            ? $"msg_control=[SCM_RIGHTS [{string.Join(", ", passed)}]]"
            : string.Create(CultureInfo.InvariantCulture, $"msg_controllen={length}");
    }

    static int Count(ReadOnlySpan<byte> header) => (int)Math.Min(UInt64(header, 24), 1024);

    static ulong UInt64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
