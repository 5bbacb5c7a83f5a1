using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>The environment this process was started with, byte for byte, for a program that is to have the same: names and values need not be UTF-8.</summary>
sealed unsafe class OwnEnvironment : IDisposable
{
    readonly byte* _bytes;

    public OwnEnvironment()
    {
        var bytes = File.ReadAllBytes("/proc/self/environ");
        _bytes = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(_bytes, bytes.Length));
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(bytes.AsSpan().Count((byte)0) + 2), (nuint)sizeof(byte*));
        var count = 0;
        for (var at = 0; at < bytes.Length; at += bytes.AsSpan(at).IndexOf((byte)0) is >= 0 and var length ? length + 1 : bytes.Length)
        {
            Pointer[count++] = _bytes + at;
        }
    }

    /// <summary>environ(7).</summary>
    public byte** Pointer { get; }

    public void Dispose()
    {
        NativeMemory.Free(Pointer);
        NativeMemory.Free(_bytes);
    }
}
