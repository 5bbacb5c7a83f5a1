using Microsoft.Win32.SafeHandles;

namespace Patchbay.Services.Files;

/// <summary>Does what sessions ask of files. Blocks while the disk works. Thread-safe.</summary>
static class FileOperations
{
    // A listing on the control connection is one reply.
    const int MostListed = 1000;

    /// <summary>Does a request.</summary>
    public static FtpOutcome.FileDone Execute(FileSpace space, FileRequest request)
    {
        try
        {
            return request.Kind switch
            {
                FileRequestKind.Look => Look(space, request.Path),
                FileRequestKind.List => List(space, request),
                FileRequestKind.MakeDirectory => Make(space.Locate(request.Path)),
                FileRequestKind.RemoveDirectory => Remove(space.Locate(request.Path, followsLast: false), isDirectory: true),
                FileRequestKind.Delete => Remove(space.Locate(request.Path, followsLast: false), isDirectory: false),
                FileRequestKind.Rename => Rename(space.Locate(request.Path, followsLast: false), space.Locate(request.To!, followsLast: false)),
                _ => SetTime(space.Locate(request.Path), request.Time!.Value),
            };
        }
        catch (Exception error) when (FileErrors.IsOfFile(error))
        {
            return Failed(FileErrors.Reason(error));
        }
    }

    /// <summary>Opens a file to be sent.</summary>
    /// <param name="space">The user's files.</param>
    /// <param name="path">Which.</param>
    /// <param name="offset">Where the client begins.</param>
    /// <param name="failure">Why not.</param>
    public static SafeFileHandle? OpenDownload(FileSpace space, VirtualPath path, long offset, out FileFailure failure)
    {
        try
        {
            var place = Recovered(space, path);
            failure = place.Failure != FileFailure.None ? place.Failure
                : place.Path is null || Directory.Exists(place.Path) ? FileFailure.IsDirectory
                : !File.Exists(place.Path) ? FileFailure.NotFound
                : !DirectoryReader.IsPlain(new FileInfo(place.Path)) ? FileFailure.Denied : FileFailure.None;
            if (failure != FileFailure.None)
            {
                return null;
            }

            var handle = File.OpenHandle(place.Path!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (offset <= RandomAccess.GetLength(handle))
            {
                return handle;
            }

            handle.Dispose();
            failure = FileFailure.BeyondEnd;
        }
        catch (Exception error) when (FileErrors.IsOfFile(error))
        {
            failure = FileErrors.Reason(error);
        }

        return null;
    }

    /// <summary>Opens a file to be received.</summary>
    /// <param name="space">The user's files.</param>
    /// <param name="request">STOR, APPE or STOU, and where the client goes on.</param>
    /// <param name="name">What it is called in the end.</param>
    /// <param name="failure">Why not.</param>
    public static UploadFile? OpenUpload(FileSpace space, TransferRequest request, out string name, out FileFailure failure)
    {
        name = request.Path.Name;
        try
        {
            var path = request.Kind == TransferKind.StoreUnique ? Unused(space, request.Path) : request.Path;
            name = path.Name;
            var continues = request.Kind == TransferKind.Append || request.Offset > 0;
            var place = continues ? Recovered(space, path) : space.Locate(path);
            failure = WhyNotWritable(place);
            if (failure == FileFailure.None && Directory.Exists(place.Path))
            {
                failure = FileFailure.IsDirectory;
            }

            if (failure == FileFailure.None && File.Exists(place.Path) && !DirectoryReader.IsPlain(new FileInfo(place.Path)))
            {
                failure = FileFailure.Denied;
            }

            if (failure != FileFailure.None)
            {
                return null;
            }

            if (continues)
            {
                return UploadFile.Continue(place.Path!, request.Offset > 0 ? request.Offset : null, out failure);
            }

            var upload = UploadFile.Create(place.Path!);
            failure = upload is null ? FileFailure.Busy : FileFailure.None;
            return upload;
        }
        catch (Exception error) when (FileErrors.IsOfFile(error))
        {
            failure = FileErrors.Reason(error);
            return null;
        }
    }

    /// <summary>The same request, but for a pattern that is the name of something there: that is meant then.</summary>
    public static TransferRequest Literally(FileSpace space, TransferRequest request) =>
        request.Pattern is { } pattern && request.Path.Resolve(pattern) is { } path && DirectoryReader.Look(space.Locate(path), path.Name) is not null
            ? request with { Path = path, Pattern = null, Shown = request.Shown + pattern } : request;

    /// <summary>What a listing over a data connection lists.</summary>
    /// <param name="space">The user's files.</param>
    /// <param name="request">LIST, NLST or MLSD.</param>
    /// <param name="isItself">The path is a file's, and the only entry is it.</param>
    /// <param name="failure">Why not.</param>
    public static IEnumerable<FileEntry>? OpenListing(FileSpace space, TransferRequest request, out bool isItself, out FileFailure failure)
    {
        var place = space.Locate(request.Path);
        var found = DirectoryReader.Look(place, request.Path.Name);
        isItself = found is { IsDirectory: false };
        failure = place.Failure != FileFailure.None ? place.Failure
            : found is null ? FileFailure.NotFound
            : request.Kind == TransferKind.Facts && isItself ? FileFailure.NotDirectory : FileFailure.None;
        return failure == FileFailure.None ? DirectoryReader.List(place, request.Path.Name, request.Pattern) : null;
    }

    static FtpOutcome.FileDone Look(FileSpace space, VirtualPath path)
    {
        var place = Recovered(space, path);
        return place.Failure != FileFailure.None ? Failed(place.Failure)
            : DirectoryReader.Look(place, path.Name) is { } entry ? new(FileFailure.None, [entry]) : Failed(FileFailure.NotFound);
    }

    static FtpOutcome.FileDone List(FileSpace space, FileRequest request)
    {
        var place = space.Locate(request.Path);
        return place.Failure != FileFailure.None ? Failed(place.Failure)
            : DirectoryReader.Look(place, request.Path.Name) is null ? Failed(FileFailure.NotFound)
            : new(FileFailure.None, [.. DirectoryReader.List(place, request.Path.Name, request.Pattern).Take(MostListed)]);
    }

    static FtpOutcome.FileDone Make(FilePlace place)
    {
        if (WhyNotWritable(place) is not FileFailure.None and var failure)
        {
            return Failed(failure);
        }

        if (Path.Exists(place.Path))
        {
            return Failed(FileFailure.Exists);
        }

        // CreateDirectory would make the missing ones above too, which mkdir(2) does not.
        if (!Directory.Exists(Path.GetDirectoryName(place.Path)))
        {
            return Failed(FileFailure.NotFound);
        }

        Directory.CreateDirectory(place.Path!);
        return Done;
    }

    static FtpOutcome.FileDone Remove(FilePlace place, bool isDirectory)
    {
        if (WhyNotMovable(place) is not FileFailure.None and var failure)
        {
            return Failed(failure);
        }

        var found = new FileInfo(place.Path!);
        var isFolder = Directory.Exists(place.Path) && found.LinkTarget is null;
        if (!isFolder && !found.Exists && found.LinkTarget is null)
        {
            return Failed(FileFailure.NotFound);
        }

        if (isFolder != isDirectory)
        {
            return Failed(isFolder ? FileFailure.IsDirectory : FileFailure.NotDirectory);
        }

        if (isDirectory)
        {
            Directory.Delete(place.Path!);
        }
        else
        {
            File.Delete(place.Path!);
        }

        return Done;
    }

    static FtpOutcome.FileDone Rename(FilePlace from, FilePlace to)
    {
        if (WhyNotMovable(from) is not FileFailure.None and var failure || (failure = WhyNotMovable(to)) != FileFailure.None)
        {
            return Failed(failure);
        }

        if (Directory.Exists(from.Path) && new FileInfo(from.Path).LinkTarget is null)
        {
            if (Path.Exists(to.Path))
            {
                return Failed(FileFailure.Exists);
            }

            Directory.Move(from.Path, to.Path!);
        }
        else if (Directory.Exists(to.Path))
        {
            return Failed(FileFailure.IsDirectory);
        }
        else
        {
            File.Move(from.Path!, to.Path!, overwrite: true);
        }

        return Done;
    }

    static FtpOutcome.FileDone SetTime(FilePlace place, DateTimeOffset time)
    {
        if (WhyNotWritable(place) is not FileFailure.None and var failure)
        {
            return Failed(failure);
        }

        if (Directory.Exists(place.Path))
        {
            Directory.SetLastWriteTimeUtc(place.Path, time.UtcDateTime);
        }
        else
        {
            File.SetLastWriteTimeUtc(place.Path!, time.UtcDateTime);
        }

        return Done;
    }

    static readonly FtpOutcome.FileDone Done = new(FileFailure.None, []);

    static FtpOutcome.FileDone Failed(FileFailure failure) => new(failure, []);

    // A name that no area holds cannot be made, which is not the same as not being there.
    static FileFailure WhyNotWritable(FilePlace place) =>
        place.Failure is not (FileFailure.None or FileFailure.NotFound) ? place.Failure : place.CanWrite ? FileFailure.None : FileFailure.Denied;

    static FileFailure WhyNotMovable(FilePlace place) =>
        WhyNotWritable(place) is not FileFailure.None and var failure ? failure : place.IsTop ? FileFailure.Denied : FileFailure.None;

    /// <summary>The place of a file; one that a killed server had begun is there again.</summary>
    static FilePlace Recovered(FileSpace space, VirtualPath path)
    {
        var place = space.Locate(path);
        if (place is { Failure: FileFailure.None, CanWrite: true, IsTop: false } && !Path.Exists(place.Path))
        {
            UploadFile.TryRecover(place.Path!);
        }

        return place;
    }

    static VirtualPath Unused(FileSpace space, VirtualPath path)
    {
        var name = path.IsRoot ? "upload" : path.Name;
        for (var number = 1; ; number++)
        {
            var candidate = path.Parent.Child($"{name}.{number}");
            if (space.Locate(candidate) is not { Path: { } real } || (!Path.Exists(real) && !UploadFile.IsRunning(real)))
            {
                return candidate;
            }
        }
    }
}
