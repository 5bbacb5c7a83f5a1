using System.Globalization;

namespace Patchbay.Services.Files;

/// <summary>Commands about files and directories that need no data connection.</summary>
sealed partial class FtpSession
{
    VirtualPath _directory = VirtualPath.Root;
    VirtualPath? _renameFrom;

    internal void PrintDirectory() => Say(257, $"{FtpReply.Quote(_directory.ToString())} is the current directory");

    internal void ChangeDirectory(string argument) => WithFiles(FileRequestKind.Look, argument, (path, entries) =>
    {
        if (!entries[0].IsDirectory)
        {
            Say(550, "Not a directory.");
            return;
        }

        _directory = path;
        Say(250, "Directory successfully changed.");
    });

    internal void MakeDirectory(string argument) => WithFiles(FileRequestKind.MakeDirectory, argument, (path, _) => Say(257, $"{FtpReply.Quote(path.ToString())} created"));

    internal void RemoveDirectory(string argument) => WithFiles(FileRequestKind.RemoveDirectory, argument, (_, _) => Say(250, "Remove directory operation successful."));

    internal void Delete(string argument) => WithFiles(FileRequestKind.Delete, argument, (_, _) => Say(250, "Delete operation successful."));

    internal void RenameFrom(string argument) => WithFiles(FileRequestKind.Look, argument, (path, _) =>
    {
        _renameFrom = path;
        Say(350, "Ready for RNTO.");
    });

    internal void RenameTo(string argument)
    {
        if (_renameFrom is not { } from)
        {
            Say(503, "RNFR required first.");
            return;
        }

        _renameFrom = null;
        if (_directory.Resolve(argument) is not { } to)
        {
            Say(553, "File name not allowed.");
            return;
        }

        Await<FtpOutcome.FileDone>(new FtpAction.UseFiles(new FileRequest(FileRequestKind.Rename, from, to)), outcome => WhenDone(outcome, () => Say(250, "Rename successful.")));
    }

    internal void Size(string argument)
    {
        if (_isAscii)
        {
            // RFC 3659 section 4: the size as transferred, which is not known without reading the file.
            Say(550, "SIZE is not possible in ASCII mode: send TYPE I first.");
            return;
        }

        OfFile(argument, static entry => entry.Size.ToString(CultureInfo.InvariantCulture));
    }

    internal void ModificationTime(string argument) => OfFile(argument, static entry => FtpTime.Format(entry.Modified));

    internal void SetModificationTime(string argument)
    {
        var space = argument.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || FtpTime.Parse(argument[..space]) is not { } time)
        {
            Say(501, "MFMT YYYYMMDDHHMMSS path");
            return;
        }

        WithFiles(FileRequestKind.SetTime, argument[(space + 1)..], (path, _) => Say(213, $"Modify={FtpTime.Format(time)}; {path}"), time);
    }

    /// <summary>MLST: the facts on the control connection.</summary>
    internal void Facts(string argument) =>
        WithFiles(FileRequestKind.Look, argument, (path, entries) => SayLines(250, $"Listing {path}", [_facts.Line(entries[0], path.ToString())], "End"));

    void OfFile(string argument, Func<FileEntry, string> tell) => WithFiles(FileRequestKind.Look, argument, (_, entries) =>
        Say(entries[0].IsDirectory ? 550 : 213, entries[0].IsDirectory ? "Not a plain file." : tell(entries[0])));

    void WithFiles(FileRequestKind kind, string argument, Action<VirtualPath, IReadOnlyList<FileEntry>> then, DateTimeOffset? time = null, string? pattern = null)
    {
        if (_directory.Resolve(argument) is not { } path)
        {
            Say(553, "File name not allowed.");
            return;
        }

        Await<FtpOutcome.FileDone>(new FtpAction.UseFiles(new FileRequest(kind, path, Time: time, Pattern: pattern)), outcome => WhenDone(outcome, () => then(path, outcome.Entries)));
    }

    void WhenDone(FtpOutcome.FileDone outcome, Action then)
    {
        if (outcome.Failure == FileFailure.None)
        {
            then();
        }
        else
        {
            _actions.Enqueue(new FtpAction.Reply(FileReplies.For(outcome.Failure)));
        }
    }
}
