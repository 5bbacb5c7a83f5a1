using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Linux.Bpf;

namespace Patchbay.Linux.Tests.Bpf;

public class BtfTypesTests
{
    [Fact]
    public void A_member_is_found_through_nameless_unions_and_named_structures()
    {
        var types = BtfTypes.Read(Made());
        Assert.Equal(0, types.OffsetOf("outer", "first"));
        Assert.Equal(12, types.OffsetOf("outer", "second"));
        Assert.Equal(20, types.OffsetOf("outer", "named.second"));
        Assert.Null(types.OffsetOf("outer", "third"));
        Assert.Null(types.OffsetOf("nowhere", "first"));
    }

    [Fact]
    public void Structures_that_differ_are_refused_by_name()
    {
        var error = Assert.Throws<BpfException>(static () => SocketLayout.Check(BtfTypes.Read(Made()), 1));
        Assert.Equal("the kernel would not load a program: skc_daddr of struct sock_common lies nowhere and not at 0, so addresses would be misread", error.Message);
    }

    [Fact]
    public void Damaged_types_have_no_members_and_do_no_harm()
    {
        var made = Made();
        var damage = Gen.Choose(0, made.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(value => (At: at, Value: (byte)value))).ArrayOf(3).SelectMany(hits => Gen.Choose(0, made.Length).Select(length => (Hits: hits, Length: length)));
        var runs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") is null ? 20_000 : 1_000_000;
        Prop.ForAll(damage.ToArbitrary(), hit =>
        {
            var bytes = (byte[])made.Clone();
            foreach (var (at, value) in hit.Hits)
            {
                bytes[at] = value;
            }

            _ = BtfTypes.Read(bytes[..hit.Length]).OffsetOf("outer", "named.second");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(runs));
    }

    // struct inner { int first; int second; } (8 bytes); struct outer { int first; int; union { struct inner; }; struct inner named; }.
    static byte[] Made()
    {
        var strings = "\0int\0first\0second\0inner\0outer\0named\0";
        uint Name(string name) => (uint)strings.IndexOf($"\0{name}\0", StringComparison.Ordinal) + 1;
        const uint Int = 1u << 24, Struct = 4u << 24, Union = 5u << 24;
        uint[] types =
        [
            Name("int"), Int, 4, 32,
            Name("inner"), Struct | 2, 8, Name("first"), 1, 0, Name("second"), 1, 32,
            0, Union | 1, 8, 0, 2, 0,
            Name("outer"), Struct | 3, 24, Name("first"), 1, 0, 0, 3, 64, Name("named"), 2, 128,
        ];
        var bytes = new byte[24 + (types.Length * 4) + strings.Length];
        uint[] header = [0x0001EB9F, 24, 0, (uint)(types.Length * 4), (uint)(types.Length * 4), (uint)strings.Length];
        foreach (var (value, index) in header.Concat(types).Select(static (value, index) => (value, index)))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(index * 4), value);
        }

        Encoding.ASCII.GetBytes(strings, bytes.AsSpan(24 + (types.Length * 4)));
        return bytes;
    }
}
