using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Patchbay.Linux;

/// <summary>
/// A program that is started and waits before its first instruction until it is let through, so that a tracer can seize it. A child of this process, which nobody but the tracer
/// waits for. Not thread-safe.
/// </summary>
public sealed unsafe partial class GatedProgram : IDisposable
{
    const uint MFD_CLOEXEC = 1, MFD_EXEC = 0x10;

    int _gate;

    GatedProgram(int id, int gate) => (Id, _gate) = (id, gate);

    /// <summary>Its process; the same before and after the gate.</summary>
    public int Id { get; }

    /// <summary>
    /// Starts it with our stdin, stdout, stderr, environment, directory, process group and whatever descriptors are not closed on exec. Signals that we were started to ignore stay
    /// ignored, all others have their default action.
    /// </summary>
    /// <param name="path">The file; not searched for.</param>
    /// <param name="arguments">Its arguments, its own name first.</param>
    /// <exception cref="Win32Exception">The kernel starts no process, or none from memory; carries the errno. Whether <paramref name="path"/> can be run shows behind the gate.</exception>
    public static GatedProgram Start(string path, IReadOnlyList<string> arguments)
    {
        var (waits, gate) = DescriptorFlags.Pipe();
        try
        {
            var image = GateImage.Make(RuntimeInformation.ProcessArchitecture, waits) ?? throw new PlatformNotSupportedException("There is no gate for this processor.");
            using var file = new SafeFileHandle(InMemory(), ownsHandle: true);
            RandomAccess.Write(file, image, 0);
            return new GatedProgram(Spawn($"/proc/self/fd/{file.DangerousGetHandle()}", [Path.GetFileName(path), path, .. arguments], waits), gate);
        }
        catch
        {
            SocketCalls.Close(gate);
            throw;
        }
        finally
        {
            SocketCalls.Close(waits);
        }
    }

    /// <summary>Lets it begin. It ends with the errno as its status when its file cannot be run.</summary>
    public void Open()
    {
        byte go = 1;
        _ = write(_gate, &go, 1);
        Dispose();
    }

    /// <summary>Ends a program that was not let through.</summary>
    public void Dispose()
    {
        if (_gate >= 0)
        {
            SocketCalls.Close(_gate);
            _gate = -1;
        }
    }

    static int InMemory()
    {
        // Kernels before 6.3 do not know MFD_EXEC, and need none.
        var file = memfd_create("patchbay-gate", MFD_CLOEXEC | MFD_EXEC);
        file = file < 0 && Marshal.GetLastPInvokeError() == Errno.EINVAL ? memfd_create("patchbay-gate", MFD_CLOEXEC) : file;
        return file >= 0 ? file : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    static int Spawn(string image, IReadOnlyList<string> arguments, int gate)
    {
        using var argv = new NativeStrings(arguments);
        using var environment = new OwnEnvironment();
        using var settings = new SpawnSettings();
        settings.Keep(gate);
        settings.ResetSignals(keepIgnored: true);
        var errno = posix_spawn(out var id, image, settings.Actions, settings.Attributes, argv.Pointer, environment.Pointer);
        return errno == 0 ? id : throw new Win32Exception(errno);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(out int id, string file, byte* actions, byte* attributes, byte** arguments, byte** environment);
}
