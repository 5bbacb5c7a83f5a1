using System.Globalization;
using System.Text;

namespace Patchbay.Services.Files;

/// <summary>The lines of LIST, as <c>ls -l</c> in the C locale writes them: what clients have learnt to read. Times are UTC. Pure.</summary>
static class ListFormat
{
    // POSIX: the time of day for the last six months, else the year.
    static readonly TimeSpan Recent = TimeSpan.FromDays(182);

    static readonly CompositeFormat Day = CompositeFormat.Parse("{0:MMM} {1,2}");

    /// <summary><c>-rw-r--r--    1 ftp      ftp          1234 Nov 21 06:08 notes.txt</c>, without a line's end.</summary>
    public static string Line(FileEntry entry, DateTimeOffset now)
    {
        var time = entry.Modified.UtcDateTime;
        var age = now.UtcDateTime - time;
        var day = string.Format(CultureInfo.InvariantCulture, Day, time, time.Day);
        var clock = age < Recent && age > -TimeSpan.FromDays(1) ? time.ToString("HH:mm", CultureInfo.InvariantCulture) : time.Year.ToString(CultureInfo.InvariantCulture).PadLeft(5);
        return string.Create(CultureInfo.InvariantCulture,
            $"{(entry.IsDirectory ? 'd' : '-')}{Permissions(entry.Mode)} {(entry.IsDirectory ? 2 : 1),4} ftp      ftp      {entry.Size,12} {day} {clock} {FtpReply.Printable(entry.Name)}");
    }

    static string Permissions(int mode) => string.Create(9, mode, static (text, mode) =>
    {
        for (var i = 0; i < 9; i++)
        {
            text[i] = (mode & (256 >> i)) == 0 ? '-' : "rwx"[i % 3];
        }
    });
}
