namespace Patchbay.Interop.Tests.Life;

/// <summary>A program of 32 bits for x86, without a compiler: elf(5).</summary>
static class SmallProgram
{
    /// <summary>_exit(5), by int 0x80.</summary>
    public static byte[] Exits5 { get; } =
    [
        // e_ident; ET_EXEC, EM_386; version, entry, program header; none of sections; sizes and counts.
        0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        2, 0, 3, 0, 1, 0, 0, 0, 0x54, 0x80, 0x04, 0x08, 0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x34, 0, 0x20, 0, 1, 0, 0, 0, 0, 0, 0, 0,
        // PT_LOAD: offset 0, at 0x08048000, 0x60 bytes of file and memory, readable and executable, by pages.
        1, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x04, 0x08, 0, 0x80, 0x04, 0x08, 0x60, 0, 0, 0, 0x60, 0, 0, 0, 5, 0, 0, 0, 0, 0x10, 0, 0,
        // mov eax, 1; mov ebx, 5; int 0x80.
        0xb8, 1, 0, 0, 0, 0xbb, 5, 0, 0, 0, 0xcd, 0x80,
    ];
}
