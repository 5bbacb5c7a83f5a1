using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>
/// A file that is read from its start by each patch, or written. Writing makes a new file, unless an option allows to replace or lengthen one; the
/// patches of one run then all append to it.
/// </summary>
/// <param name="address">An address of kind File.</param>
/// <param name="side">Which of the two addresses it is: the first is read, unless its options say otherwise.</param>
public sealed class FileSource(Address address, PatchSide side) : EndSource
{
    readonly string _path = address.Target!;
    readonly bool _reads = Reads(address, side);
    bool _isOurs;

    /// <summary>True when the address means that the file is read, false when it is written.</summary>
    /// <param name="address">An address of a file.</param>
    /// <param name="side">Which of the two it is.</param>
    public static bool Reads(Address address, PatchSide side)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Has(address, "read") || (side == PatchSide.A && !Has(address, "write") && !Has(address, "append") && !Has(address, "overwrite"));
    }

    /// <inheritdoc/>
    /// <exception cref="EndException">It cannot be opened.</exception>
    public override async ValueTask<PatchEnd?> NextAsync(PatchEnd? peer, CancellationToken cancellationToken)
    {
        try
        {
            // A FIFO waits here for whoever opens its other end.
            return await Task.Run(PatchEnd () => _reads ? new FileReadEnd(_path, OpenToRead()) : new FileWriteEnd(_path, OpenToWrite()), CancellationToken.None).WaitAsync(cancellationToken);
        }
        catch (FileNotFoundException error)
        {
            throw new EndException(EndFailure.Failed, $"there is no file {_path}", "Check the path; a relative one begins in the directory where we were started.", error);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new EndException(EndFailure.Failed, $"there is no directory {Path.GetDirectoryName(Path.GetFullPath(_path))}", "Make it first, or choose another path.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Directory.Exists(_path)
                ? new EndException(EndFailure.Failed, $"{_path} is a directory", "Name a file in it.", error)
                : new EndException(EndFailure.Denied, $"{_path} may not be {(_reads ? "read" : "written")} by this user (EACCES)", "Choose another file, or run as a user who may.", error);
        }
        catch (IOException error) when (!_reads && File.Exists(_path))
        {
            throw new EndException(EndFailure.Failed, $"{_path} is there already", $"To replace it write file:{_path},overwrite; to add to its end file:{_path},append.", error);
        }
    }

    FileStream OpenToRead() => new(_path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.SequentialScan });

    FileStream OpenToWrite()
    {
        var mode = _isOurs || Has(address, "append") ? FileMode.Append
            : Has(address, "overwrite") ? FileMode.Create
            // A device or FIFO has nothing that could be lost.
            : File.Exists(_path) && !IsRegular() ? FileMode.Open
            : FileMode.CreateNew;
        var file = new FileStream(_path, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
        _isOurs = true;
        return file;
    }

    bool IsRegular() => !OperatingSystem.IsLinux() || Linux.FileKind.IsRegular(_path);

    static bool Has(Address address, string option) => address.FindOption(option) is not null;
}
