using System.Buffers.Binary;

namespace Patchbay.Probing.Tests.Engines;

/// <summary>Runs the few instructions of classic BPF that our filters use, as the kernel would (Documentation/networking/filter.rst).</summary>
static class ClassicFilterMachine
{
    public static uint Run(ulong[] code, ReadOnlySpan<byte> packet)
    {
        uint a = 0, x = 0;
        for (var at = 0; ; at++)
        {
            var (operation, whenTrue, whenFalse, value) = ((ushort)code[at], (byte)(code[at] >> 16), (byte)(code[at] >> 24), (uint)(code[at] >> 32));
            var offset = operation is 0x48 or 0x50 ? value + x : value;
            switch (operation)
            {
                case 0x30 or 0x50 when offset < packet.Length:
                    a = packet[(int)offset];
                    break;
                case 0x28 or 0x48 when offset + 1 < packet.Length:
                    a = BinaryPrimitives.ReadUInt16BigEndian(packet[(int)offset..]);
                    break;
                case 0xb1 when offset < packet.Length:
                    x = 4u * (packet[(int)offset] & 15u);
                    break;
                case 0x01:
                    x = value;
                    break;
                case 0x54:
                    a &= value;
                    break;
                case 0x05:
                    at += (int)value;
                    break;
                case 0x15:
                    at += a == value ? whenTrue : whenFalse;
                    break;
                case 0x45:
                    at += (a & value) != 0 ? whenTrue : whenFalse;
                    break;
                case 0x06:
                    return value;
                case 0x28 or 0x30 or 0x48 or 0x50 or 0xb1:
                    // Beyond the packet: it is dropped.
                    return 0;
                default:
                    throw new InvalidOperationException($"0x{operation:x2} is no instruction of ours.");
            }
        }
    }
}
