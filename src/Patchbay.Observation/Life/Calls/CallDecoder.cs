using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>
/// Reads the arguments of system calls: registers and memory in, words out. What a call is given is read when it is entered, what it gives back when it returns. Pure; takes any
/// registers and any memory, and reads a bounded part of it.
/// </summary>
/// <param name="data">How many bytes of payload are written out; 0 for none.</param>
/// <param name="packedEpoll">struct epoll_event has no gap between its fields: on x86-64, for the sake of 32-bit programs.</param>
sealed class CallDecoder(int data, bool packedEpoll)
{
    // As many as the kernel takes in one call (UIO_MAXIOV); for the sum.
    const int MostVectors = 1024;

    /// <summary>How the decoder for this machine is made.</summary>
    public static CallDecoder ForThisMachine(int data) => new(data, RuntimeInformation.ProcessArchitecture == Architecture.X64);

    /// <summary>A call is entered.</summary>
    public OpenCall Enter(CallShape shape, in CallArguments arguments, TimeSpan at, ITracedMemory memory)
    {
        var call = new OpenCall(shape, arguments, at);
        for (var i = 0; i < call.Texts.Length; i++)
        {
            call.Texts[i] = EnterText(call, i, memory);
        }

        return call;
    }

    /// <summary>A call returns.</summary>
    /// <param name="call">As entered.</param>
    /// <param name="result">What it returns; negative for an error; null when it never does.</param>
    /// <param name="memory">The program's.</param>
    /// <returns>All its arguments.</returns>
    public string Leave(OpenCall call, long? result, ITracedMemory memory)
    {
        var texts = new List<string>(call.Texts.Length);
        for (var i = 0; i < call.Texts.Length; i++)
        {
            if (call.Shape.Arguments[i] != CallArgument.Hidden)
            {
                var text = call.Texts[i] ?? LeaveText(call, i, result, memory);
                texts.Add(call.Shape.Arguments[i] == CallArgument.SetOut ? SetText(call, i, text, result, memory) : text);
            }
        }

        return string.Join(", ", texts);
    }

    // Null for what the kernel fills.
    string? EnterText(OpenCall call, int index, ITracedMemory memory)
    {
        var value = call.Arguments[index];
        switch (call.Shape.Arguments[index])
        {
            case CallArgument.Descriptor:
                call.Descriptor = index == 0 ? (int)value : call.Descriptor;
                return Text((int)value);
            case CallArgument.Number:
                call.Flags = call.Shape.Name == "listen" ? (int)value : call.Flags;
                return Text((int)value);
            case CallArgument.Size:
                call.Asked = (long)Math.Min(value, long.MaxValue);
                return value.ToString(CultureInfo.InvariantCulture);
            case CallArgument.Pointer:
                return value == 0 ? "NULL" : "…";
            case CallArgument.Family:
                return SocketCallWords.Family((int)value);
            case CallArgument.Type:
                call.Flags = (int)value & ~0xF;
                return SocketCallWords.Type((int)value);
            case CallArgument.Protocol:
                return SocketCallWords.Protocol(call.Int(0), (int)value);
            case CallArgument.SocketFlags:
                call.Flags = (int)value;
                return SocketCallWords.SocketFlags((uint)value);
            case CallArgument.MessageFlags:
                call.Flags = (uint)value;
                return SocketCallWords.MessageFlags((uint)value);
            case CallArgument.How:
                call.Flags = (int)value;
                return SocketCallWords.How((int)value);
            case CallArgument.Level:
                return SocketOptionWords.Level((int)value);
            case CallArgument.OptionName:
                return SocketOptionWords.Name(call.Int(1), (int)value);
            case CallArgument.EpollOperation:
                return SocketCallWords.EpollOperation((int)value);
            case CallArgument.FcntlCommand:
                return SocketCallWords.FcntlCommand((int)value);
            case CallArgument.FcntlArgument:
                call.Flags = call.Int(1) == SocketCallWords.SetStatusCommand ? (long)value : call.Flags;
                return call.Int(1) == SocketCallWords.SetStatusCommand ? SocketCallWords.OpenFlags((uint)value) : Text((int)value);
            case CallArgument.IoctlRequest:
                return SocketCallWords.IoctlRequest((uint)value);
            case CallArgument.IoctlArgument:
                call.Flags = call.Int(1) == SocketCallWords.NonBlockingRequest ? Int(memory, value) ?? 0 : 0;
                return call.Int(1) == SocketCallWords.NonBlockingRequest ? $"[{Text((int)call.Flags)}]" : "…";
            case CallArgument.OpenFlags:
                call.Flags = (int)value;
                return SocketCallWords.OpenFlags((uint)value);
            case CallArgument.SpliceFlags:
                call.Flags = (int)value;
                return SocketCallWords.SpliceFlags((uint)value);
            case CallArgument.RangeFlags:
                call.Flags = (int)value;
                return SocketCallWords.RangeFlags((uint)value);
            case CallArgument.AddressIn:
                return AddressIn(call, value, call.Int(index + 1), memory);
            case CallArgument.LengthOut:
                call.AddressRoom = Int(memory, value) ?? 0;
                return null;
            case CallArgument.BytesIn:
                return data == 0 ? Place(value) : CallText.Bytes(memory, value, call.Arguments[index + 1], data);
            case CallArgument.VectorIn:
                return CallText.Vector(memory, value, call.Int(index + 1), data, Sum(call, memory, value, call.Int(index + 1)));
            case CallArgument.VectorOut:
                Sum(call, memory, value, call.Int(index + 1));
                return data == 0 ? CallText.Vector(memory, value, call.Int(index + 1), 0, null) : null;
            case CallArgument.MessageIn:
                return MessageText.Read(call, memory, value, data, isSent: true, null);
            case CallArgument.MessageOut:
                call.Asked = MessageText.Room(memory, value);
                return null;
            case CallArgument.MessagesIn:
                return MessageText.ReadMany(call, memory, value, call.Int(index + 1), data, isSent: true);
            case CallArgument.OptionIn:
                return CallText.Option(call, memory, value, call.Int(index + 1), isKnown: true);
            case CallArgument.TimeSpec:
                return CallText.Time(memory, value);
            case CallArgument.TimeVal:
                return CallText.Time(memory, value);
            case CallArgument.EpollEventIn:
                return value == 0 ? "NULL" : CallText.EpollEvents(memory, value, 1, packedEpoll)[1..^1];
            case CallArgument.Hidden:
                return "";
            case CallArgument.SetOut:
                return value == 0 ? "NULL" : CallText.Set(memory, value, call.Int(0));
            default:
                return null;
        }
    }

    string LeaveText(OpenCall call, int index, long? result, ITracedMemory memory)
    {
        var value = call.Arguments[index];
        if (value == 0)
        {
            return "NULL";
        }

        var isDone = result >= 0;
        switch (call.Shape.Arguments[index])
        {
            case CallArgument.AddressOut:
                return isDone ? AddressOut(call, index, memory) : "…";
            case CallArgument.LengthOut:
                return $"[{Text(Int(memory, value) ?? 0)}]";
            case CallArgument.BytesOut:
                return data == 0 || !isDone ? Place(value) : CallText.Bytes(memory, value, (ulong)result!.Value, data);
            case CallArgument.VectorOut:
                return CallText.Vector(memory, value, call.Int(index + 1), isDone ? data : 0, isDone ? result : null);
            case CallArgument.MessageOut:
                return isDone ? MessageText.Read(call, memory, value, data, isSent: false, result) : "…";
            case CallArgument.MessagesOut:
                return isDone ? MessageText.ReadMany(call, memory, value, (int)Math.Min(result!.Value, int.MaxValue), data, isSent: false) : "…";
            case CallArgument.OptionOut:
                return isDone ? CallText.Option(call, memory, value, Int(memory, call.Arguments[index + 1]) ?? 0, isKnown: true) : "…";
            case CallArgument.PollOut:
                return CallText.Poll(memory, value, call.Int(1), isDone);
            case CallArgument.EpollEventsOut:
                return isDone ? CallText.EpollEvents(memory, value, (int)Math.Min(result!.Value, int.MaxValue), packedEpoll) : "…";
            case CallArgument.PairOut:
                return isDone ? Pair(call, value, memory) : "…";
            default:
                return "…";
        }
    }

    // A set as it was and, where the kernel changed it, as it is left.
    static string SetText(OpenCall call, int index, string before, long? result, ITracedMemory memory)
    {
        var after = result >= 0 && call.Arguments[index] != 0 ? CallText.Set(memory, call.Arguments[index], call.Int(0)) : before;
        return after == before ? before : $"{before} → {after}";
    }

    static string AddressIn(OpenCall call, ulong address, int length, ITracedMemory memory)
    {
        if (address == 0)
        {
            return "NULL";
        }

        Span<byte> bytes = stackalloc byte[SocketAddressText.MostBytes];
        var read = memory.Read(address, bytes[..Math.Clamp(length, 0, bytes.Length)]);
        var (text, end, _) = SocketAddressText.Read(bytes[..read]);
        call.Address = end;
        return text;
    }

    // The kernel writes at most as much as there was room for, and says how long the address really is.
    static string AddressOut(OpenCall call, int index, ITracedMemory memory)
    {
        Span<byte> bytes = stackalloc byte[SocketAddressText.MostBytes];
        var length = Math.Min(Int(memory, call.Arguments[index + 1]) ?? 0, call.AddressRoom);
        var read = memory.Read(call.Arguments[index], bytes[..Math.Clamp(length, 0, bytes.Length)]);
        var (text, end, _) = SocketAddressText.Read(bytes[..read]);
        call.Address = end;
        return text;
    }

    static string Pair(OpenCall call, ulong address, ITracedMemory memory)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (memory.Read(address, bytes) < bytes.Length)
        {
            return "…";
        }

        call.Pair = (BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));
        return $"[{Text(call.Pair.Value.First)}, {Text(call.Pair.Value.Second)}]";
    }

    static long? Sum(OpenCall call, ITracedMemory memory, ulong address, int count)
    {
        call.Asked = CallText.VectorLength(memory, address, Math.Min(count, MostVectors));
        return call.Asked;
    }

    static int? Int(ITracedMemory memory, ulong address)
    {
        Span<byte> bytes = stackalloc byte[4];
        return address != 0 && memory.Read(address, bytes) == 4 ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : null;
    }

    static string Place(ulong address) => address == 0 ? "NULL" : "…";

    static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
