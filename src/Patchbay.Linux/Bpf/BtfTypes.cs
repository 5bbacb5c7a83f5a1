using System.Buffers.Binary;
using System.Text;

namespace Patchbay.Linux.Bpf;

/// <summary>
/// Where members of the kernel's structures lie, as the kernel tells it of itself (Documentation/bpf/btf.rst). Takes any bytes: what cannot be read has no members. Immutable.
/// </summary>
public sealed class BtfTypes
{
    /// <summary>The running kernel's own.</summary>
    public const string KernelPath = "/sys/kernel/btf/vmlinux";

    const int Struct = 4;
    const int Union = 5;
    const int MostDepth = 8;

    readonly byte[] _bytes;
    readonly int _types, _typesEnd, _strings, _stringsEnd;
    readonly List<int> _offsets = [0];

    BtfTypes(byte[] bytes)
    {
        _bytes = bytes;
        // struct btf_header: magic, version, flags, hdr_len, type_off, type_len, str_off, str_len.
        if (bytes.Length < 24 || UInt16(0) != 0xEB9F)
        {
            return;
        }

        long header = UInt32(4);
        _types = Clamp(header + UInt32(8));
        _typesEnd = Clamp(header + UInt32(8) + UInt32(12));
        _strings = Clamp(header + UInt32(16));
        _stringsEnd = Clamp(header + UInt32(16) + UInt32(20));
        Index();
    }

    /// <summary>Reads the bytes of a BTF file.</summary>
    public static BtfTypes Read(byte[] bytes) => new(bytes);

    /// <summary>The running kernel's; null where it does not tell (CONFIG_DEBUG_INFO_BTF), or a sandbox hides it.</summary>
    public static BtfTypes? TryReadKernel()
    {
        try
        {
            return new BtfTypes(File.ReadAllBytes(KernelPath));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The offset in bytes of a member of a structure; members of nameless structures and unions within count as its own. Null where there is none.</summary>
    /// <param name="structure">Its name: <c>sock_common</c>.</param>
    /// <param name="member">The member; with dots into members that are structures: <c>ns.inum</c>.</param>
    public int? OffsetOf(string structure, string member)
    {
        ArgumentNullException.ThrowIfNull(member);
        foreach (var type in FindStructures(structure))
        {
            int? offset = 0;
            var at = type;
            foreach (var step in member.Split('.'))
            {
                var found = at == 0 ? null : Member(at, Encoding.ASCII.GetBytes(step), 0);
                (offset, at) = found is { } one ? (offset + one.Offset, Resolve(one.Type)) : (null, 0);
            }

            if (offset is not null)
            {
                return offset;
            }
        }

        return null;
    }

    void Index()
    {
        var at = _types;
        while (at + 12 <= _typesEnd)
        {
            _offsets.Add(at);
            var (kind, count) = Info(at);
            at += 12 + kind switch
            {
                1 or 14 or 17 => 4,
                3 => 12,
                Struct or Union or 19 => 12 * count,
                6 or 13 => 8 * count,
                15 => 12 * count,
                _ => 0,
            };
        }
    }

    IEnumerable<int> FindStructures(string name)
    {
        var wanted = Encoding.ASCII.GetBytes(name);
        for (var type = 1; type < _offsets.Count; type++)
        {
            if (Info(_offsets[type]).Kind is Struct or Union && Name(UInt32(_offsets[type])).SequenceEqual(wanted))
            {
                yield return type;
            }
        }
    }

    // Structures hold no structures without end, but a damaged file may say so.
    (int Offset, int Type)? Member(int structure, ReadOnlySpan<byte> name, int depth)
    {
        if (depth > MostDepth || structure >= _offsets.Count)
        {
            return null;
        }

        var at = _offsets[structure];
        var (kind, count) = Info(at);
        if (kind is not (Struct or Union))
        {
            return null;
        }

        // With the flag, the top byte of an offset is a bit field's width.
        var mask = UInt32(at + 4) >> 31 != 0 ? 0xFFFFFFu : uint.MaxValue;
        for (var i = 0; i < count && at + 24 + (12 * i) <= _typesEnd; i++)
        {
            var member = at + 12 + (12 * i);
            var memberName = Name(UInt32(member));
            var (type, offset) = ((int)UInt32(member + 4), (int)((UInt32(member + 8) & mask) / 8));
            if (memberName.SequenceEqual(name))
            {
                return (offset, type);
            }

            if (memberName.IsEmpty && Member(Resolve(type), name, depth + 1) is { } inner)
            {
                return (offset + inner.Offset, inner.Type);
            }
        }

        return null;
    }

    // Through typedef, const, volatile, restrict and type tags.
    int Resolve(int type)
    {
        for (var i = 0; i < MostDepth && type > 0 && type < _offsets.Count && Info(_offsets[type]).Kind is 8 or 9 or 10 or 11 or 18; i++)
        {
            type = (int)UInt32(_offsets[type] + 8);
        }

        return type > 0 && type < _offsets.Count ? type : 0;
    }

    (int Kind, int Count) Info(int at)
    {
        var info = UInt32(at + 4);
        return ((int)(info >> 24) & 31, (int)(info & 0xFFFF));
    }

    ReadOnlySpan<byte> Name(uint offset)
    {
        var start = Clamp((long)_strings + offset);
        var rest = _bytes.AsSpan(start, Math.Max(0, _stringsEnd - start));
        var end = rest.IndexOf((byte)0);
        return end < 0 ? default : rest[..end];
    }

    int Clamp(long offset) => (int)Math.Clamp(offset, 0, _bytes.Length);

    ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at));

    uint UInt32(int at) => at >= 0 && at + 4 <= _bytes.Length ? BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at)) : 0;
}
