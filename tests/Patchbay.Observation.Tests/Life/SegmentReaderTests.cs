using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Life;

public class SegmentReaderTests
{
    static readonly IPAddress A = IPAddress.Parse("10.0.0.1"), B = IPAddress.Parse("10.0.0.2");

    [Fact]
    public void Numbers_are_relative_and_a_repetition_is_known()
    {
        var reader = new SegmentReader();
        Assert.Equal((2, 0u, false), Told(reader, true, TcpFlags.Syn, 1000, 0));
        Assert.Equal((18, 0u, false), Told(reader, false, TcpFlags.Syn | TcpFlags.Ack, 5000, 0, 1001));
        Assert.Equal((24, 1u, false), Told(reader, true, TcpFlags.Ack | TcpFlags.Psh, 1001, 5, 5001));
        Assert.Equal((24, 1u, true), Told(reader, true, TcpFlags.Ack | TcpFlags.Psh, 1001, 5, 5001));
        Assert.Equal((16, 6u, false), Told(reader, true, TcpFlags.Ack, 1006, 0, 5001));
        Assert.Equal((16, 6u, false), Told(reader, true, TcpFlags.Ack, 1006, 0, 5001));
        Assert.Equal((17, 6u, false), Told(reader, true, TcpFlags.Ack | TcpFlags.Fin, 1006, 0, 5001));
    }

    [Fact]
    public void A_connection_seen_in_its_middle_repeats_nothing_yet() =>
        Assert.Equal((24, 0u, false), Told(new SegmentReader(), true, TcpFlags.Ack | TcpFlags.Psh, 4_000_000_000, 5, 5));

    [Fact]
    public void The_same_segment_on_another_interface_is_left_out()
    {
        var reader = new SegmentReader();
        var packet = Packet(true, TcpFlags.Syn, 1, 0, 0);
        Assert.NotNull(reader.Read(packet, 1, default));
        Assert.Null(reader.Read(packet, 2, default));
    }

    [Fact]
    public void Any_bytes_can_be_read()
    {
        var runs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") is null ? 20_000 : 1_000_000;
        var reader = new SegmentReader();
        var whole = Packet(true, TcpFlags.Syn, 1, 40, 0);
        var damaged = Gen.Choose(0, whole.Length).SelectMany(length => Gen.Choose(0, 255).Select(static value => (byte)value).ArrayOf(6).Select(values =>
        {
            var bytes = whole[..length];
            for (var i = 0; i + 1 < values.Length && length > 0; i += 2)
            {
                bytes[values[i] % length] = values[i + 1];
            }

            return bytes;
        }));
        Prop.ForAll(damaged.ToArbitrary(), bytes => reader.Read(bytes, 1, default) is null or { Length: >= 0 }).Check(Config.QuickThrowOnFailure.WithMaxTest(runs));
    }

    static (int, uint, bool) Told(SegmentReader reader, bool fromA, TcpFlags flags, uint sequence, int length, uint acknowledgement = 0)
    {
        var told = reader.Read(Packet(fromA, flags, sequence, length, acknowledgement), 1, default)!;
        Assert.Equal(length, told.Length);
        return (told.Flags, told.Sequence, told.IsRepeated);
    }

    // RFC 791 and RFC 9293 by hand; checksums are nobody's business here.
    static byte[] Packet(bool fromA, TcpFlags flags, uint sequence, int length, uint acknowledgement)
    {
        var bytes = new byte[40 + length];
        bytes[0] = 0x45;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)bytes.Length);
        bytes[8] = 64;
        bytes[9] = 6;
        (fromA ? A : B).GetAddressBytes().CopyTo(bytes, 12);
        (fromA ? B : A).GetAddressBytes().CopyTo(bytes, 16);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(20), (ushort)(fromA ? 1 : 2));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(22), (ushort)(fromA ? 2 : 1));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(24), sequence);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(28), acknowledgement);
        bytes[32] = 0x50;
        bytes[33] = (byte)flags;
        return bytes;
    }
}
