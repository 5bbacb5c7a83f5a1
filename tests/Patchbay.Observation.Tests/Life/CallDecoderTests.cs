using System.Runtime.InteropServices;
using Patchbay.Linux;

namespace Patchbay.Observation.Tests.Life;

/// <summary>Calls in C's words.</summary>
public class CallDecoderTests
{
    readonly FakeTracees _memory = new();

    [Theory]
    [InlineData("socket", "AF_INET, SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC, IPPROTO_TCP", 2, 0x80801, 6, 0, 0, 0)]
    [InlineData("socket", "AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG", 16, 3, 4, 0, 0, 0)]
    [InlineData("socket", "AF_PACKET, SOCK_RAW, htons(0x0003)", 17, 3, 0x300, 0, 0, 0)]
    [InlineData("listen", "3, 128", 3, 128, 0, 0, 0, 0)]
    [InlineData("shutdown", "3, SHUT_WR", 3, 1, 0, 0, 0, 0)]
    [InlineData("sendto", "3, NULL, 5, MSG_DONTWAIT|MSG_NOSIGNAL, NULL, 0", 3, 0, 5, 0x4040, 0, 0)]
    [InlineData("fcntl", "3, F_SETFL, O_RDWR|O_NONBLOCK", 3, 4, 0x802, 0, 0, 0)]
    [InlineData("fcntl", "3, F_DUPFD_CLOEXEC, 10", 3, 1030, 10, 0, 0, 0)]
    [InlineData("accept4", "3, NULL, NULL, SOCK_CLOEXEC", 3, 0, 0, 0x80000, 0, 0)]
    [InlineData("close_range", "3, -1, CLOSE_RANGE_CLOEXEC", 3, 0xFFFFFFFF, 4, 0, 0, 0)]
    [InlineData("splice", "3, NULL, 4, NULL, 65536, SPLICE_F_MOVE|SPLICE_F_MORE", 3, 0, 4, 0, 65536, 5)]
    [InlineData("dup3", "3, 9, O_CLOEXEC", 3, 9, 0x80000, 0, 0, 0)]
    public void Plain_arguments(string name, string text, ulong a, ulong b, ulong c, ulong d, ulong e, ulong f) => Assert.Equal(text, Text(name, 0, [a, b, c, d, e, f]));

    [Fact]
    public void Addresses()
    {
        _memory.Put(0x1000, 2, 0, 0, 80, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
        Assert.Equal("3, {127.0.0.1:80}, 16", Text("connect", 0, [3, 0x1000, 16]));
        _memory.Put(0x1100, [10, 0, 0, 80, 0, 0, 0, 0, .. new byte[15], 1, 0, 0, 0, 0]);
        Assert.Equal("3, {[::1]:80}, 28", Text("bind", 0, [3, 0x1100, 28]));
        _memory.Put(0x1200, [1, 0, .. "/run/x"u8, 0]);
        Assert.Equal("3, {\"/run/x\"}, 110", Text("connect", 0, [3, 0x1200, 110]));
        _memory.Put(0x1300, [1, 0, 0, .. "name"u8]);
        Assert.Equal("3, {\"@name\"}, 7", Text("connect", 0, [3, 0x1300, 7]));
        Assert.Equal("3, {}, 16", Text("connect", -14, [3, 0x9999, 16]));
    }

    [Fact]
    public void What_the_kernel_fills_is_read_at_the_return_and_no_further_than_there_was_room()
    {
        _memory.Put(0x2000, 16, 0, 0, 0);
        var decoder = new CallDecoder(0, packedEpoll: true);
        var call = decoder.Enter(CallShapes.Find("accept"), FakeTracees.Arguments(3, 0x1000, 0x2000), default, _memory);
        _memory.Put(0x1000, 2, 0, 0, 80, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
        Assert.Equal("3, {127.0.0.1:80}, [16]", decoder.Leave(call, 4, _memory));
        Assert.Equal(80, call.Address!.Value.Port);
    }

    [Fact]
    public void Options()
    {
        _memory.Put(0x1000, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        Assert.Equal("3, SOL_SOCKET, SO_REUSEADDR, [1], 4", Text("setsockopt", 0, [3, 1, 2, 0x1000, 4]));
        Assert.Equal("3, SOL_TCP, TCP_NODELAY, [1], 4", Text("setsockopt", 0, [3, 6, 1, 0x1000, 4]));
        Assert.Equal("3, SOL_SOCKET, SO_LINGER, {1, 0}, 8", Text("setsockopt", 0, [3, 1, 13, 0x1000, 8]));
        Assert.Equal("3, SOL_SOCKET, SO_RCVTIMEO, {1, 0}, 16", Text("setsockopt", 0, [3, 1, 20, 0x1000, 16]));
        _memory.Put(0x2000, 4, 0, 0, 0);
        _memory.Put(0x3000, 111, 0, 0, 0);
        Assert.Equal("3, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]", Text("getsockopt", 0, [3, 1, 4, 0x3000, 0x2000]));
    }

    [Fact]
    public void Payload_is_shown_only_where_it_was_asked_for()
    {
        _memory.Put(0x1000, "GET / HTTP\r\n\x01"u8.ToArray());
        Assert.Equal("3, …, 13", Text("write", 13, [3, 0x1000, 13]));
        Assert.Equal("3, \"GET / HTTP\\r\\n\\x01\", 13", Text("write", 13, [3, 0x1000, 13], data: 64));
        Assert.Equal("3, \"GET\"…, 13", Text("write", 13, [3, 0x1000, 13], data: 3));
        Assert.Equal("3, \"GET /\", 100", Text("read", 5, [3, 0x1000, 100], data: 64));
        Assert.Equal("3, …, 100", Text("read", -11, [3, 0x1000, 100], data: 64));
    }

    [Fact]
    public void Polls_and_sets_show_what_was_asked_for_and_what_came()
    {
        _memory.Put(0x1000, 3, 0, 0, 0, 1, 0, 0x11, 0, 4, 0, 0, 0, 4, 0, 0, 0);
        Assert.Equal("[{3, POLLIN, POLLIN|POLLHUP}, {4, POLLOUT, 0}], 2, -1", Text("poll", 1, [0x1000, 2, ulong.MaxValue]));
        _memory.Put(0x2000, 0b101000, 0, 0, 0, 0, 0, 0, 0);
        var decoder = new CallDecoder(0, packedEpoll: true);
        var call = decoder.Enter(CallShapes.Find("select"), FakeTracees.Arguments(6, 0x2000, 0, 0, 0), default, _memory);
        _memory.Put(0x2000, 0b1000, 0, 0, 0, 0, 0, 0, 0);
        Assert.Equal("6, [3 5] → [3], NULL, NULL, NULL", decoder.Leave(call, 1, _memory));
        _memory.Put(0x3000, 1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0);
        Assert.Equal("5, [{EPOLLIN, 7}], 64, -1", Text("epoll_wait", 1, [5, 0x3000, 64, ulong.MaxValue]));
    }

    [Fact]
    public void A_message_with_descriptors_tells_them()
    {
        _memory.Put(0x3000, [20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0]);
        _memory.Put(0x2000, [0, 0x10, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]);
        var header = new byte[56];
        BitConverter.TryWriteBytes(header.AsSpan(16), 0x2000L);
        BitConverter.TryWriteBytes(header.AsSpan(24), 1L);
        BitConverter.TryWriteBytes(header.AsSpan(32), 0x3000L);
        BitConverter.TryWriteBytes(header.AsSpan(40), 24L);
        _memory.Put(0x1000, header);
        Assert.Equal("3, {msg_iov=[{…, 5}], msg_control=[SCM_RIGHTS [7]]}, 0", Text("recvmsg", 5, [3, 0x1000, 0]));
    }

    [Theory]
    [InlineData(Architecture.X64, "accept4", 288)]
    [InlineData(Architecture.X64, "close_range", 436)]
    [InlineData(Architecture.Arm64, "accept4", 242)]
    [InlineData(Architecture.Arm64, "close_range", 436)]
    public void Numbers_of_both_architectures_have_their_shapes(Architecture architecture, string name, int number) => Assert.Equal(name, CallShapes.ByNumber(architecture)[number]!.Name);

    [Fact]
    public void Any_registers_over_any_memory_are_read_without_an_error()
    {
        var count = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;
        var random = new Random(5);
        var shapes = CallShapes.ByNumber(Architecture.X64).OfType<CallShape>().Concat(CallShapes.ByNumber(Architecture.Arm64).OfType<CallShape>()).Distinct().ToList();
        var memory = new RandomMemory(random);
        var longest = 0;
        for (var i = 0; i < count; i++)
        {
            var shape = shapes[random.Next(shapes.Count)];
            var arguments = default(CallArguments);
            for (var at = 0; at < 6; at++)
            {
                arguments[at] = Register(random);
            }

            try
            {
                var decoder = new CallDecoder(random.Next(2) * 32, random.Next(2) == 0);
                var call = decoder.Enter(shape, arguments, default, memory);
                longest = Math.Max(longest, decoder.Leave(call, random.Next(3) == 0 ? -random.Next(4096) : random.NextInt64(1L << random.Next(1, 40)), memory).Length);
            }
            catch (Exception error)
            {
                Assert.Fail($"input {i}, {shape.Name}: {error}");
            }
        }

        Assert.InRange(longest, 100, 20_000);
    }

    static ulong Register(Random random) => random.Next(4) switch
    {
        0 => (ulong)random.Next(-2, 70),
        1 => (ulong)random.NextInt64(),
        2 => 1ul << random.Next(64),
        _ => (ulong)random.Next(),
    };

    string Text(string name, long result, ReadOnlySpan<ulong> arguments, int data = 0)
    {
        var decoder = new CallDecoder(data, packedEpoll: true);
        return decoder.Leave(decoder.Enter(CallShapes.Find(name), FakeTracees.Arguments(arguments), default, _memory), result, _memory);
    }

    sealed class RandomMemory(Random random) : ITracedMemory
    {
        public int Read(ulong address, Span<byte> buffer)
        {
            random.NextBytes(buffer);
            // Small numbers and zeros make lengths and pointers that lead somewhere.
            if (random.Next(3) > 0)
            {
                foreach (ref var one in buffer)
                {
                    one &= 3;
                }
            }

            return random.Next(4) == 0 ? random.Next(buffer.Length + 1) : buffer.Length;
        }
    }
}
