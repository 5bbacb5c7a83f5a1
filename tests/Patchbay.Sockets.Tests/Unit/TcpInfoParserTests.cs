using System.Buffers.Binary;

namespace Patchbay.Sockets.Tests.Unit;

public sealed class TcpInfoParserTests
{
    [Fact]
    public void Every_field_is_read_from_its_place()
    {
        var info = new byte[TcpInfoParser.Size];
        info[0] = 8;
        Put(info, 8, 204_000);
        Put(info, 16, 1448);
        Put(info, 24, 3);
        Put(info, 68, 1500);
        Put(info, 72, 700);
        Put(info, 80, 10);
        Put(info, 100, 5);
        BinaryPrimitives.WriteUInt64LittleEndian(info.AsSpan(120), 1ul << 40);
        BinaryPrimitives.WriteUInt64LittleEndian(info.AsSpan(128), 7);
        Put(info, 144, 99);
        Assert.True(TcpInfoParser.TryParse(info, out var parsed));
        Assert.Equal(
            new TcpInfo
            {
                State = TcpState.CloseWait,
                RetransmitTimeout = TimeSpan.FromMilliseconds(204),
                SendMss = 1448,
                Unacknowledged = 3,
                RoundTrip = TimeSpan.FromMicroseconds(1500),
                RoundTripVariation = TimeSpan.FromMicroseconds(700),
                CongestionWindow = 10,
                TotalRetransmits = 5,
                BytesAcknowledged = 1ul << 40,
                BytesReceived = 7,
                NotSent = 99,
            },
            parsed);
    }

    [Fact]
    public void What_an_old_kernel_does_not_report_is_zero()
    {
        var info = new byte[TcpInfoParser.OldestSize];
        info.AsSpan().Fill(1);
        Assert.True(TcpInfoParser.TryParse(info, out var parsed));
        Assert.Equal(TcpState.Established, parsed.State);
        Assert.NotEqual(0u, parsed.TotalRetransmits);
        Assert.Equal(0ul, parsed.BytesReceived);
        Assert.Equal(0u, parsed.NotSent);
    }

    [Fact]
    public void Any_length_and_any_content_is_parsed_or_refused_and_never_thrown()
    {
        var random = new Random(1);
        for (var length = 0; length <= 300; length++)
        {
            var info = new byte[length];
            random.NextBytes(info);
            Assert.Equal(length >= TcpInfoParser.OldestSize, TcpInfoParser.TryParse(info, out var parsed));
            Assert.True(parsed is null || Enum.IsDefined(parsed.State));
        }
    }

    static void Put(byte[] info, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(info.AsSpan(offset), value);
}
