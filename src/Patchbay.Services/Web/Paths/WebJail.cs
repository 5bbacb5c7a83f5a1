using Microsoft.Win32.SafeHandles;
using Patchbay.Linux;

namespace Patchbay.Services.Web;

/// <summary>
/// The one folder that is served. Whatever is opened comes through here, and nothing outside of it does: not by <c>..</c>, not by a link, not by a link that
/// somebody puts there in the same moment (openat2 with RESOLVE_BENEATH, where there is one). Thread-safe.
/// </summary>
/// <param name="root">The folder. It may be a link, and another one tomorrow.</param>
sealed class WebJail(string root)
{
    readonly string _root = Path.GetFullPath(root);

    // Linux before 5.6, or a sandbox that does not know the call.
    volatile bool _isByHand = !OperatingSystem.IsLinux();

    /// <summary>The folder, as given.</summary>
    public string Root => _root;

    /// <summary>Opens a file or folder for reading.</summary>
    /// <param name="path">Where.</param>
    /// <param name="opened">What is there, when the result says so.</param>
    public JailResult TryOpen(WebPath path, out JailedFile? opened)
    {
        opened = null;
        if (_isByHand)
        {
            return OpenByHand(path, out opened);
        }

        var result = TryOpenBeneath(path, toRead: true, out var handle);
        if (result != JailResult.Opened)
        {
            return _isByHand ? OpenByHand(path, out opened) : result;
        }

        var status = FileStatus.Of(handle!);
        if (status.Type == FileType.Other)
        {
            // Opened without waiting (O_NONBLOCK) and without reading: a pipe or a device is not for the web.
            handle!.Dispose();
            return JailResult.NotFound;
        }

        opened = new JailedFile(handle!, status.Type == FileType.Folder ? Own(handle!) : null, status.Length, Validators.Of(status.ChangeStamp, status.Length, status.ModifiedTicks));
        return JailResult.Opened;
    }

    /// <summary>A folder as a path that stays inside whatever is renamed meanwhile. For what changes it: files are made, renamed and deleted by name in it.</summary>
    public JailResult TryLocateFolder(WebPath path, out JailedFolder? folder)
    {
        folder = null;
        SafeFileHandle? handle = null;
        string? place;
        if (!_isByHand && TryOpenBeneath(path, toRead: false, out handle) is not JailResult.Opened and var result && !_isByHand)
        {
            return result;
        }

        place = handle is null ? RealPath.Resolve(RealRoot(), path.Segments, RealPath.ReadLink) : Own(handle);
        if (place is null)
        {
            return JailResult.Escapes;
        }

        if (!Directory.Exists(place))
        {
            handle?.Dispose();
            return JailResult.NotFound;
        }

        folder = new JailedFolder(handle, place);
        return JailResult.Opened;
    }

    /// <summary>The kernel's own name for an open descriptor: a path that nobody can bend.</summary>
    static string Own(SafeFileHandle handle) => $"/proc/self/fd/{handle.DangerousGetHandle()}";

    JailResult TryOpenBeneath(WebPath path, bool toRead, out SafeFileHandle? handle)
    {
        handle = null;

        // Opened each time: a root that was replaced, as a deployment does, is the new one at once.
        using var folder = OpenBeneath.TryOpenFolder(_root, out var errno);
        if (folder is not null)
        {
            handle = Open(folder, path.Segments.Count == 0 ? "." : string.Join('/', path.Segments), toRead, out errno);
            if (errno == Errno.EXDEV && Inside(path) is { } inside)
            {
                handle = Open(folder, inside, toRead, out errno);
            }
        }

        if (errno is Errno.ENOSYS or Errno.EPERM && handle is null && folder is null)
        {
            _isByHand = true;
        }

        return errno switch
        {
            0 => JailResult.Opened,
            Errno.EXDEV => JailResult.Escapes,
            Errno.EACCES or Errno.EPERM => JailResult.Denied,
            Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM => JailResult.Exhausted,
            _ => JailResult.NotFound,
        };
    }

    static SafeFileHandle? Open(SafeFileHandle folder, string path, bool toRead, out int errno) =>
        toRead ? OpenBeneath.TryOpen(folder, path, out errno) : OpenBeneath.TryLocate(folder, path, out errno);

    /// <summary>The way without links to what is below the root after all, by an absolute link; null when it is not.</summary>
    string? Inside(WebPath path)
    {
        var realRoot = RealRoot();
        return RealPath.Resolve(realRoot, path.Segments, RealPath.ReadLink) is { } real ? Path.GetRelativePath(realRoot, real) : null;
    }

    string RealRoot() => RealPath.Of(_root);

    JailResult OpenByHand(WebPath path, out JailedFile? opened)
    {
        opened = null;
        if (RealPath.Resolve(RealRoot(), path.Segments, RealPath.ReadLink) is not { } real)
        {
            return JailResult.Escapes;
        }

        try
        {
            if (Directory.Exists(real))
            {
                opened = new JailedFile(null, real, 0, Validators.Of(0, 0, Directory.GetLastWriteTimeUtc(real).Ticks));
                return JailResult.Opened;
            }

            if (!File.Exists(real) || (OperatingSystem.IsLinux() && !FileKind.IsRegular(real)))
            {
                return JailResult.NotFound;
            }

            var handle = File.OpenHandle(real, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var (length, modified) = (RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle).Ticks);
            opened = new JailedFile(handle, null, length, Validators.Of((ulong)modified, length, modified));
            return JailResult.Opened;
        }
        catch (UnauthorizedAccessException)
        {
            return JailResult.Denied;
        }
        catch (IOException)
        {
            return JailResult.NotFound;
        }
    }
}
