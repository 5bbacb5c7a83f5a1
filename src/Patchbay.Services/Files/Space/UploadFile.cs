using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Patchbay.Services.Files;

/// <summary>
/// A file that comes in. A whole one (STOR) is written beside its target under a temporary name and renamed when it is all there. One that breaks replaces nothing: where
/// nothing was before, what came stays under the name and can be continued; else the old file stays and what came is dropped. A continued one (REST, APPE) is written in place.
/// The temporary name follows from the target's, so that what a killed server left behind is found again. Not thread-safe.
/// </summary>
sealed class UploadFile : IDisposable
{
    const string Suffix = ".patchbay-part";

    // Two writers of one file would mix their bytes. Other processes than this node are not held off.
    static readonly ConcurrentDictionary<string, bool> Targets = new(StringComparer.Ordinal);

    readonly string _target;
    readonly string? _temporary;
    readonly long _start;
    readonly List<ReadOnlyMemory<byte>> _pieces = [];
    bool _isOver;

    UploadFile(SafeFileHandle handle, string target, string? temporary, long start) => (Handle, _target, _temporary, Position, _start) = (handle, target, temporary, start, start);

    /// <summary>Open for writing.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Where the next byte goes.</summary>
    public long Position { get; private set; }

    /// <summary>A name that uploads keep for themselves.</summary>
    public static bool IsReservedName(string name) => name.StartsWith('.') && name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Somebody uploads it now.</summary>
    public static bool IsRunning(string target) => Targets.ContainsKey(target);

    /// <summary>A whole file.</summary>
    /// <returns>Null when another upload of it runs.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static UploadFile? Create(string target) => Alone(target, () =>
    {
        var temporary = TemporaryOf(target);
        var handle = File.OpenHandle(temporary, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        RandomAccess.SetLength(handle, 0);
        return new UploadFile(handle, target, temporary, 0);
    });

    /// <summary>The rest of a file that is there, or all of a new one.</summary>
    /// <param name="target">The file.</param>
    /// <param name="offset">Where the client goes on; what is behind it is cut off. Null: at the end.</param>
    /// <param name="failure">BeyondEnd when the file is shorter, Busy when another upload of it runs.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static UploadFile? Continue(string target, long? offset, out FileFailure failure)
    {
        var isBeyond = false;
        var upload = Alone(target, () =>
        {
            var handle = File.OpenHandle(target, offset is null ? FileMode.OpenOrCreate : FileMode.Open, FileAccess.Write, FileShare.Read);
            var length = RandomAccess.GetLength(handle);
            if (offset > length)
            {
                isBeyond = true;
                handle.Dispose();
                return null;
            }

            if (offset < length)
            {
                RandomAccess.SetLength(handle, offset.Value);
            }

            return new UploadFile(handle, target, null, offset ?? length);
        });
        failure = upload is not null ? FileFailure.None : isBeyond ? FileFailure.BeyondEnd : FileFailure.Busy;
        return upload;
    }

    /// <summary>Gives back under its name what an upload left that was running when the server was killed.</summary>
    /// <returns>There was something.</returns>
    public static bool TryRecover(string target)
    {
        var temporary = TemporaryOf(target);
        if (File.Exists(target) || !File.Exists(temporary))
        {
            return false;
        }

        try
        {
            // The lock of a running upload, and it alone, refuses this.
            using var free = File.OpenHandle(temporary, FileMode.Open, FileAccess.Write, FileShare.None);
            File.Move(temporary, target, overwrite: false);
            return true;
        }
        catch (Exception error) when (FileErrors.IsOfFile(error))
        {
            return false;
        }
    }

    /// <summary>Writes at the end of what came so far.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(Handle, bytes, Position);
        Position += bytes.Length;
    }

    /// <summary>Writes at the end of what came so far: with one system call, however many pieces it is in.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Write(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
        {
            Write(bytes.FirstSpan);
            return;
        }

        _pieces.Clear();
        foreach (var piece in bytes)
        {
            _pieces.Add(piece);
        }

        RandomAccess.Write(Handle, _pieces, Position);
        Position += bytes.Length;
    }

    /// <summary>All is there: the file takes its name.</summary>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    public void Commit()
    {
        if (_temporary is not null)
        {
            File.Move(_temporary, _target, overwrite: true);
        }

        _isOver = true;
    }

    /// <summary>Closes it; one that was not committed broke.</summary>
    public void Dispose()
    {
        if (!_isOver && _temporary is not null)
        {
            Abandon(_temporary);
        }

        _isOver = true;
        if (!Handle.IsClosed)
        {
            Handle.Dispose();
            Targets.TryRemove(_target, out _);
        }
    }

    static UploadFile? Alone(string target, Func<UploadFile?> open)
    {
        if (!Targets.TryAdd(target, true))
        {
            return null;
        }

        UploadFile? opened = null;
        try
        {
            return opened = open();
        }
        finally
        {
            if (opened is null)
            {
                Targets.TryRemove(target, out _);
            }
        }
    }

    void Abandon(string temporary)
    {
        try
        {
            if (Position == _start || File.Exists(_target))
            {
                File.Delete(temporary);
            }
            else
            {
                File.Move(temporary, _target, overwrite: false);
            }
        }
        catch (Exception error) when (FileErrors.IsOfFile(error))
        {
            // The temporary file stays, and is found again by the next upload of that name.
        }
    }

    static string TemporaryOf(string target)
    {
        var name = Path.GetFileName(target);
        if (Encoding.UTF8.GetByteCount(name) + Suffix.Length + 1 > VirtualPath.MaxName)
        {
            name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        }

        return Path.Join(Path.GetDirectoryName(target), $".{name}{Suffix}");
    }
}
