using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Patchbay.Observation;

/// <summary>The structures that calls take, as text. Pure; reads a bounded part of whatever memory there is.</summary>
static class CallText
{
    // What is longer is cut with an ellipsis.
    const int MostShown = 32, MostVectorsShown = 8, MostSetBytes = 128;
    const int VectorSize = 16, PollSize = 8;

    /// <summary>The first bytes of a buffer as a string of C: <c>"GET / HT"…</c>.</summary>
    public static string Bytes(ITracedMemory memory, ulong address, ulong length, int most)
    {
        if (address == 0)
        {
            return "NULL";
        }

        var bytes = new byte[(int)Math.Min(length, (ulong)most)];
        var read = memory.Read(address, bytes);
        var text = new StringBuilder("\"");
        foreach (var one in bytes.AsSpan(0, read))
        {
            text.Append(one switch
            {
                (byte)'"' => "\\\"",
                (byte)'\\' => "\\\\",
                (byte)'\n' => "\\n",
                (byte)'\r' => "\\r",
                (byte)'\t' => "\\t",
                >= 0x20 and < 0x7F => ((char)one).ToString(),
                _ => $"\\x{one:x2}",
            });
        }

        return text.Append(length > (ulong)read ? "\"…" : "\"").ToString();
    }

    /// <summary>The bytes that a struct iovec array describes; null when it cannot be read.</summary>
    public static long? VectorLength(ITracedMemory memory, ulong address, int count)
    {
        if (count <= 0)
        {
            return 0;
        }

        var bytes = new byte[count * VectorSize];
        if (memory.Read(address, bytes) < bytes.Length)
        {
            return null;
        }

        ulong sum = 0;
        for (var i = 0; i < count; i++)
        {
            sum = Math.Min(long.MaxValue, sum + Math.Min(long.MaxValue, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan((i * VectorSize) + 8))));
        }

        return (long)sum;
    }

    /// <summary>A struct iovec array: <c>[{…, 5}, {…, 7}]</c>.</summary>
    /// <param name="memory">The program's.</param>
    /// <param name="address">Of the array.</param>
    /// <param name="count">Its elements.</param>
    /// <param name="data">Bytes of payload to show.</param>
    /// <param name="filled">How many bytes hold something; null for none.</param>
    public static string Vector(ITracedMemory memory, ulong address, int count, int data, long? filled)
    {
        if (address == 0)
        {
            return "NULL";
        }

        var shown = Math.Clamp(count, 0, MostVectorsShown);
        var bytes = new byte[shown * VectorSize];
        if (memory.Read(address, bytes) < bytes.Length)
        {
            return "…";
        }

        var left = (ulong)Math.Max(0, filled ?? 0);
        var texts = new List<string>();
        for (var i = 0; i < shown; i++)
        {
            var start = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i * VectorSize));
            var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan((i * VectorSize) + 8));
            var part = Math.Min(length, left);
            texts.Add($"{{{(data == 0 || part == 0 ? start == 0 ? "NULL" : "…" : Bytes(memory, start, part, data))}, {length}}}");
            left -= part;
        }

        return List(texts, count > shown);
    }

    /// <summary>The value of a socket option; told to the call too.</summary>
    public static string Option(OpenCall call, ITracedMemory memory, ulong address, int length, bool isKnown)
    {
        var (level, name) = (call.Int(1), call.Int(2));
        if (address == 0 || !isKnown)
        {
            return address == 0 ? "NULL" : "…";
        }

        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        var read = memory.Read(address, bytes[..Math.Clamp(length, 0, bytes.Length)]);
        var (first, second) = (BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]));
        if (SocketOptionWords.IsTime(level, name) && read == 16)
        {
            call.Option = (level, name, unchecked((first * 1_000_000) + second));
            return string.Create(CultureInfo.InvariantCulture, $"{{{first}, {second}}}");
        }

        if (level == SocketOptionWords.SocketLevel && name == SocketOptionWords.Linger && read >= 8)
        {
            var (on, seconds) = ((int)first, (int)(first >> 32));
            call.Option = (level, name, on == 0 ? -1 : seconds);
            return string.Create(CultureInfo.InvariantCulture, $"{{{on}, {seconds}}}");
        }

        long? value = (read, length) switch
        {
            (1, 1) => bytes[0],
            (4, 4) => (int)first,
            (8, 8) => first,
            _ => null,
        };
        call.Option = (level, name, value ?? 0);
        if (value is null)
        {
            return "…";
        }

        return level == SocketOptionWords.SocketLevel && name == SocketOptionWords.Error && value > 0
            ? $"[{Linux.ErrnoNames.Of((int)value)}]"
            : string.Create(CultureInfo.InvariantCulture, $"[{value}]");
    }

    /// <summary>A struct timespec or timeval: <c>{5, 0}</c>.</summary>
    public static string Time(ITracedMemory memory, ulong address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address == 0 ? "NULL"
            : memory.Read(address, bytes) < bytes.Length ? "…"
            : string.Create(CultureInfo.InvariantCulture, $"{{{BinaryPrimitives.ReadInt64LittleEndian(bytes)}, {BinaryPrimitives.ReadInt64LittleEndian(bytes[8..])}}}");
    }

    /// <summary>A struct pollfd array, each with what was asked for and, when the call is done, what came: <c>[{3, POLLIN, POLLIN|POLLHUP}]</c>.</summary>
    public static string Poll(ITracedMemory memory, ulong address, int count, bool isDone)
    {
        var shown = Math.Clamp(count, 0, MostShown);
        var bytes = new byte[shown * PollSize];
        if (memory.Read(address, bytes) < bytes.Length)
        {
            return "…";
        }

        var texts = new List<string>();
        for (var i = 0; i < shown; i++)
        {
            var entry = bytes.AsSpan(i * PollSize);
            var (descriptor, events, came) = (BinaryPrimitives.ReadInt32LittleEndian(entry), BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]), BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]));
            texts.Add(string.Create(CultureInfo.InvariantCulture, $"{{{descriptor}, {SocketCallWords.PollEvents(events)}{(isDone ? ", " + SocketCallWords.PollEvents(came) : "")}}}"));
        }

        return List(texts, count > shown);
    }

    /// <summary>An fd_set: <c>[3 5]</c>.</summary>
    public static string Set(ITracedMemory memory, ulong address, int count)
    {
        var descriptors = SetMembers(memory, address, count);
        return $"[{string.Join(' ', descriptors.Take(MostShown))}{(descriptors.Count > MostShown ? " …" : "")}]";
    }

    /// <summary>The descriptors in an fd_set, of which the kernel looks at the first <paramref name="count"/>.</summary>
    public static List<int> SetMembers(ITracedMemory memory, ulong address, int count)
    {
        // FD_SETSIZE; the kernel itself takes more, which nobody's C library can make.
        var bits = Math.Clamp(count, 0, MostSetBytes * 8);
        var bytes = new byte[(bits + 63) / 64 * 8];
        var read = address == 0 ? 0 : memory.Read(address, bytes);
        var members = new List<int>();
        for (var i = 0; i < bits && i / 8 < read; i++)
        {
            if ((bytes[i / 8] & (1 << (i % 8))) != 0)
            {
                members.Add(i);
            }
        }

        return members;
    }

    /// <summary>The descriptors in a struct pollfd array.</summary>
    public static List<int> PollMembers(ITracedMemory memory, ulong address, int count)
    {
        var bytes = new byte[Math.Clamp(count, 0, 4096) * PollSize];
        var read = memory.Read(address, bytes);
        var members = new List<int>();
        for (var at = 0; at + PollSize <= read; at += PollSize)
        {
            members.Add(BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)));
        }

        return members;
    }

    /// <summary>A struct epoll_event array: <c>[{EPOLLIN, 5}]</c>, with the number that the program gave.</summary>
    public static string EpollEvents(ITracedMemory memory, ulong address, int count, bool packed)
    {
        var (size, datum) = packed ? (12, 4) : (16, 8);
        var shown = Math.Clamp(count, 0, MostShown);
        var bytes = new byte[shown * size];
        if (memory.Read(address, bytes) < bytes.Length)
        {
            return "[…]";
        }

        var texts = new List<string>();
        for (var i = 0; i < shown; i++)
        {
            var entry = bytes.AsSpan(i * size);
            var number = BinaryPrimitives.ReadUInt64LittleEndian(entry[datum..]);
            // A small number is a descriptor; a large one an address in the program.
            texts.Add($"{{{SocketCallWords.EpollEvents(BinaryPrimitives.ReadUInt32LittleEndian(entry))}, {(number < 0x100000 ? number.ToString(CultureInfo.InvariantCulture) : $"0x{number:x}")}}}");
        }

        return List(texts, count > shown);
    }

    /// <summary>In brackets, cut or not.</summary>
    public static string List(List<string> texts, bool isCut) => $"[{string.Join(", ", texts)}{(isCut ? ", …" : "")}]";
}
