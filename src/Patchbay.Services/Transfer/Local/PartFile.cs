using System.Security.Cryptography;
using System.Text;
using Patchbay.Linux;

namespace Patchbay.Services.Transfer;

/// <summary>
/// A file on its way here. The bytes go to <c>NAME.part</c>, which becomes <c>NAME</c> when all are there; beside it <c>NAME.part.info</c> says which version of
/// which file they are of, so that a later run continues it and never joins two versions. One writer at a time.
/// </summary>
internal sealed class PartFile : IAsyncDisposable
{
    const string Suffix = ".part";
    const string InfoSuffix = ".info";

    readonly string _target;
    readonly string _part;
    readonly FileStream _file;
    readonly string _source;
    readonly bool _replaces;

    PartFile(string target, string part, FileStream file, string source, bool replaces) => (_target, _part, _file, _source, _replaces) = (target, part, file, source, replaces);

    /// <summary>What is here of an earlier run; null to begin at the beginning.</summary>
    public ResumePoint? Resume { get; private init; }

    /// <summary>Bytes that are here.</summary>
    public long Length => _file.Position;

    /// <summary>A name that parts have: they are no files to mirror.</summary>
    public static bool IsPart(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) || name.EndsWith(Suffix + InfoSuffix, StringComparison.Ordinal);

    /// <summary>A path of what is no regular file and takes bytes as they come: <c>/dev/null</c>, a named pipe.</summary>
    public static bool IsDevice(string path) => OperatingSystem.IsLinux() && File.Exists(path) && !FileKind.IsRegular(path) && !Directory.Exists(path);

    /// <summary>Opens the part of a target.</summary>
    /// <param name="target">The file to be.</param>
    /// <param name="source">The URL, without secrets: only a part of the same one is continued.</param>
    /// <param name="force">A target that is there is replaced.</param>
    /// <param name="resume">What is there is continued: the part, or the target itself where there is no part.</param>
    /// <param name="resumePart">A part is continued where it is known of which version it is; a target is not.</param>
    /// <exception cref="TransferException">It cannot be.</exception>
    public static PartFile Open(string target, string source, bool force, bool resume, bool resumePart = false)
    {
        var part = PartOf(target);
        try
        {
            if (Directory.Exists(target))
            {
                throw Cannot($"'{target}' is a folder", $"-o {Path.Combine(target, "NAME")} writes into it.");
            }

            var isThere = File.Exists(target);
            if (isThere && !force && !resume)
            {
                throw Cannot($"'{target}' is here already", "--force replaces it, --continue goes on where it ends, -o FILE writes elsewhere.");
            }

            foreach (var path in (string[])[part, part + InfoSuffix])
            {
                if (new FileInfo(path).LinkTarget is not null)
                {
                    throw Cannot($"'{path}' is a symbolic link", "It would lead our bytes elsewhere; remove it.");
                }
            }

            // A file that somebody else began, or that grew since: what is there is taken for its beginning.
            var continuesTarget = resume && isThere && !File.Exists(part);
            if (continuesTarget)
            {
                File.WriteAllLines(part + InfoSuffix, [source]);
                File.Move(target, part);
            }

            var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
            var point = resume || resumePart ? Read(part, source, file.Length) : null;
            point = resume || point?.Validator is not null ? point : null;
            if (point is null)
            {
                file.SetLength(0);
                File.Delete(part + InfoSuffix);
            }

            file.Position = file.Length;
            return new PartFile(target, part, file, source, force || continuesTarget) { Resume = point };
        }
        catch (Exception error) when (error is not TransferException && error is IOException or UnauthorizedAccessException)
        {
            throw Cannot(error, target, part);
        }
    }

    /// <summary>The bytes of the earlier run are of no use.</summary>
    public void Restart()
    {
        _file.SetLength(0);
        _file.Position = 0;
    }

    /// <summary>Which version is coming: before the first byte, so that nothing is ever here of which it is not known.</summary>
    public void Remember(string? validator, long? total) =>
        Guard(() => File.WriteAllLines(_part + InfoSuffix, [_source, validator ?? "", total?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? ""]));

    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Cannot(error, _target, _part);
        }
    }

    /// <summary>All bytes are here: the part becomes the file.</summary>
    /// <param name="modified">When it changed last there; null keeps the time of its arrival.</param>
    public async Task CommitAsync(DateTimeOffset? modified)
    {
        await _file.DisposeAsync();
        Guard(() =>
        {
            if (modified is { } time && time > DateTimeOffset.UnixEpoch)
            {
                File.SetLastWriteTimeUtc(_part, time.UtcDateTime);
            }

            File.Move(_part, _target, _replaces);
            File.Delete(_part + InfoSuffix);
        });
    }

    /// <summary>Leaves what is here for a later run; an empty part is removed.</summary>
    public async ValueTask DisposeAsync()
    {
        var isEmpty = _file.CanWrite && _file.Length == 0;
        await _file.DisposeAsync();
        if (isEmpty)
        {
            File.Delete(_part);
            File.Delete(_part + InfoSuffix);
        }
    }

    /// <summary>The name of a part; a long name's is a hash, since it would be too long with its suffixes.</summary>
    public static string PartOf(string target)
    {
        var name = Path.GetFileName(target);
        return Encoding.UTF8.GetByteCount(name) + Suffix.Length + InfoSuffix.Length <= SafeName.MaxBytes
            ? target + Suffix
            : Path.Combine(Path.GetDirectoryName(target) ?? "", $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..32]}{Suffix}");
    }

    static ResumePoint? Read(string part, string source, long length)
    {
        if (length == 0)
        {
            return null;
        }

        string[] lines = File.Exists(part + InfoSuffix) ? File.ReadAllLines(part + InfoSuffix) : [source];
        if (lines.Length == 0 || lines[0] != source)
        {
            return null;
        }

        return new ResumePoint(length, lines.ElementAtOrDefault(1) is { Length: > 0 } validator ? validator : null, long.TryParse(lines.ElementAtOrDefault(2), out var total) ? total : null);
    }

    void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Cannot(error, _target, _part);
        }
    }

    static TransferException Cannot(Exception error, string target, string part) => error switch
    {
        // FileShare: another process of ours, or of anybody who locks.
        IOException { HResult: var code } when code == 11 || error.Message.Contains("being used", StringComparison.Ordinal) =>
            new(TransferFailure.CannotWrite, $"'{part}' is being written by somebody else", "Another download of the same file is running.", error),
        _ => new(TransferFailure.CannotWrite, $"'{target}' cannot be written: {error.Message.TrimEnd('.')}", error is IOException && error.Message.Contains("No space", StringComparison.Ordinal) ? "What has come is kept; --continue goes on when there is room." : "", error),
    };

    static TransferException Cannot(string message, string hint) => new(TransferFailure.CannotWrite, message, hint);
}
