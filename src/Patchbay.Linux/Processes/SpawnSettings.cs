using System.Globalization;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>The two structures that tell posix_spawn(3) what a new program gets. Not thread-safe.</summary>
sealed unsafe partial class SpawnSettings : IDisposable
{
    const short POSIX_SPAWN_SETPGROUP = 0x02, POSIX_SPAWN_SETSIGDEF = 0x04, POSIX_SPAWN_SETSIGMASK = 0x08, POSIX_SPAWN_SETSID = 0x80;
    const int SIGPIPE = 13;

    // posix_spawnattr_t has 336 bytes, posix_spawn_file_actions_t 80 and sigset_t 128 in glibc; musl's are no larger.
    const int OpaqueSize = 512, SignalSetSize = 128;

    short _flags;

    public SpawnSettings()
    {
        Actions = (byte*)NativeMemory.AllocZeroed(OpaqueSize);
        Attributes = (byte*)NativeMemory.AllocZeroed(OpaqueSize);
        _ = posix_spawn_file_actions_init(Actions);
        _ = posix_spawnattr_init(Attributes);
    }

    public byte* Actions { get; }

    public byte* Attributes { get; }

    /// <summary>Where it runs.</summary>
    public void ChangeDirectory(string directory) => _ = posix_spawn_file_actions_addchdir_np(Actions, directory);

    /// <summary>One of our descriptors under another number.</summary>
    public void Redirect(int descriptor, int number) => _ = posix_spawn_file_actions_adddup2(Actions, descriptor, number);

    /// <summary>One of our descriptors under its own number, though it is closed on exec here.</summary>
    public void Keep(int descriptor) => Redirect(descriptor, descriptor);

    /// <summary>A terminal opened for reading and writing.</summary>
    public void OpenTerminal(string path, int number) => _ = posix_spawn_file_actions_addopen(Actions, number, path, 2, 0);

    /// <summary>A process group of its own.</summary>
    public void SetGroup() => SetFlags(POSIX_SPAWN_SETPGROUP);

    /// <summary>A session of its own.</summary>
    public void SetSession() => SetFlags(POSIX_SPAWN_SETSID);

    /// <summary>No signal is blocked and each has its default action.</summary>
    /// <param name="keepIgnored">Those that we were started to ignore stay so (nohup(1)). Not SIGPIPE: .NET itself ignores that.</param>
    public void ResetSignals(bool keepIgnored)
    {
        byte* reset = stackalloc byte[SignalSetSize], none = stackalloc byte[SignalSetSize];
        _ = sigfillset(reset);
        _ = sigemptyset(none);
        var ignored = keepIgnored ? Ignored() : 0;
        for (var signal = 1; signal <= 64; signal++)
        {
            if (signal != SIGPIPE && (ignored & (1ul << (signal - 1))) != 0)
            {
                _ = sigdelset(reset, signal);
            }
        }

        _ = posix_spawnattr_setsigdefault(Attributes, reset);
        _ = posix_spawnattr_setsigmask(Attributes, none);
        SetFlags(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }

    public void Dispose()
    {
        _ = posix_spawn_file_actions_destroy(Actions);
        _ = posix_spawnattr_destroy(Attributes);
        NativeMemory.Free(Actions);
        NativeMemory.Free(Attributes);
    }

    void SetFlags(int flags)
    {
        _flags |= (short)flags;
        _ = posix_spawnattr_setflags(Attributes, _flags);
    }

    // proc_pid_status(5).
    static ulong Ignored()
    {
        const string Heading = "SigIgn:";
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(static line => line.StartsWith(Heading, StringComparison.Ordinal));
        return line is not null && ulong.TryParse(line.AsSpan(Heading.Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var set) ? set : 0;
    }

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int target);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addchdir_np(byte* actions, string path);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int sigfillset(byte* signals);

    [LibraryImport("libc")]
    private static partial int sigemptyset(byte* signals);

    [LibraryImport("libc")]
    private static partial int sigdelset(byte* signals, int signal);
}
