using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>
/// A tiny ELF program (elf(5)) that waits for a byte on a descriptor and then becomes the program in its arguments. Between its start and that byte there is time to seize it, and
/// neither environment, arguments nor signals pass through a shell, which would change them. Pure.
/// </summary>
/// <remarks>
/// Its arguments: its own name, the path to execute, and the arguments of that. Its descriptor is closed before. It ends with status 0 when the descriptor is closed without a byte,
/// and with the errno when execve(2) fails.
/// </remarks>
static class GateImage
{
    const ulong Address = 0x400000;
    const int HeaderSize = 64, SegmentSize = 56;

    // The two places of each that are the descriptor's number.
    static ReadOnlySpan<byte> X64 =>
    [
        0xBF, 0, 0, 0, 0, //                    mov edi, DESCRIPTOR
        0x48, 0x8D, 0x74, 0x24, 0xF8, //        lea rsi, [rsp-8]
        0xBA, 1, 0, 0, 0, //                    mov edx, 1
        0x31, 0xC0, 0x0F, 0x05, //              read(DESCRIPTOR, rsp-8, 1)
        0x83, 0xF8, 0x01, 0x75, 0x28, //        anything but 1: exit
        0xBF, 0, 0, 0, 0, //                    mov edi, DESCRIPTOR
        0xB8, 3, 0, 0, 0, 0x0F, 0x05, //        close(DESCRIPTOR)
        0x48, 0x8B, 0x0C, 0x24, //              mov rcx, [rsp]: argc
        0x48, 0x8B, 0x7C, 0x24, 0x10, //        mov rdi, [rsp+16]: argv[1]
        0x48, 0x8D, 0x74, 0x24, 0x18, //        lea rsi, [rsp+24]: argv + 2
        0x48, 0x8D, 0x54, 0xCC, 0x10, //        lea rdx, [rsp+rcx*8+16]: envp
        0xB8, 59, 0, 0, 0, 0x0F, 0x05, //       execve(argv[1], argv + 2, envp)
        0xF7, 0xD8, //                          neg eax
        0x89, 0xC7, 0xB8, 231, 0, 0, 0, 0x0F, 0x05, // exit: exit_group(eax)
    ];

    static ReadOnlySpan<uint> Arm64 =>
    [
        0x52800000, //              mov w0, DESCRIPTOR
        0xD10043E1, //              sub x1, sp, 16
        0xD2800022, //              mov x2, 1
        0xD28007E8, 0xD4000001, //  read(DESCRIPTOR, sp-16, 1)
        0xF100041F, 0x54000181, //  anything but 1: exit
        0x52800000, //              mov w0, DESCRIPTOR
        0xD2800728, 0xD4000001, //  close(DESCRIPTOR)
        0xF94003E3, //              ldr x3, [sp]: argc
        0xF9400BE0, //              ldr x0, [sp, 16]: argv[1]
        0x910063E1, //              add x1, sp, 24: argv + 2
        0x8B236FE2, //              add x2, sp, x3, lsl 3
        0x91004042, //              add x2, x2, 16: envp
        0xD2801BA8, 0xD4000001, //  execve(argv[1], argv + 2, envp)
        0x4B0003E0, //              neg w0, w0
        0xD2800BC8, 0xD4000001, //  exit: exit_group(w0)
    ];

    /// <summary>The file, or null for an architecture it is not written for.</summary>
    /// <param name="architecture">Of this machine.</param>
    /// <param name="descriptor">What it waits on; 0 to 65535.</param>
    public static byte[]? Make(Architecture architecture, int descriptor)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)descriptor, (uint)ushort.MaxValue, nameof(descriptor));
        return architecture switch
        {
            Architecture.X64 => File(62, CodeX64(descriptor)),
            Architecture.Arm64 => File(183, CodeArm64(descriptor)),
            _ => null,
        };
    }

    static byte[] CodeX64(int descriptor)
    {
        var code = X64.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(1), descriptor);
        BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(25), descriptor);
        return code;
    }

    static byte[] CodeArm64(int descriptor)
    {
        var code = Arm64.ToArray();
        // The number stands in bits 5 to 20 of MOVZ.
        code[0] |= (uint)descriptor << 5;
        code[7] |= (uint)descriptor << 5;
        var bytes = new byte[code.Length * sizeof(uint)];
        for (var i = 0; i < code.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), code[i]);
        }

        return bytes;
    }

    static byte[] File(ushort machine, ReadOnlySpan<byte> code)
    {
        const int Start = HeaderSize + SegmentSize;
        var file = new byte[Start + code.Length];
        // 64 bits, little endian, version 1; then an executable of this machine.
        ((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(file);
        Write16(file, 16, 2);
        Write16(file, 18, machine);
        Write32(file, 20, 1);
        Write64(file, 24, Address + Start);
        Write64(file, 32, HeaderSize);
        Write16(file, 52, HeaderSize);
        Write16(file, 54, SegmentSize);
        Write16(file, 56, 1);
        // One segment, the whole file, readable and executable.
        var segment = file.AsSpan(HeaderSize);
        Write32(segment, 0, 1);
        Write32(segment, 4, 5);
        Write64(segment, 16, Address);
        Write64(segment, 24, Address);
        Write64(segment, 32, (ulong)file.Length);
        Write64(segment, 40, (ulong)file.Length);
        Write64(segment, 48, 0x1000);
        code.CopyTo(file.AsSpan(Start));
        return file;
    }

    static void Write16(Span<byte> bytes, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes[at..], value);

    static void Write32(Span<byte> bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], value);

    static void Write64(Span<byte> bytes, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes[at..], value);
}
