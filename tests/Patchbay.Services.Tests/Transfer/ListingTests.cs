using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Transfer;

namespace Patchbay.Services.Tests.Transfer;

/// <summary>Listings of servers: MLSD, LIST, JSON.</summary>
public class ListingTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 21, 6, 8, 0, TimeSpan.Zero);

    public static TheoryData<string, string, string, long?, string?> FactLines => new()
    {
        { "type=file;size=5;modify=20260102030405; a b", "a b", "File", 5, "2026-01-02T03:04:05Z" },
        { "Type=dir;Modify=20260102030405;UNIX.mode=0755; sub", "sub", "Folder", null, "2026-01-02T03:04:05Z" },
        { "size=7;type=file;  leading space", " leading space", "File", 7, null },
        { "type=OS.unix=slink:/etc;size=4; link", "link", "SymbolicLink", null, null },
        { "type=OS.unix=chr-1/3; null", "null", "Other", null, null },
        { "type=file;size=x;modify=y; odd", "odd", "File", null, null },
        { " no facts", "no facts", "Other", null, null },
    };

    [Theory]
    [MemberData(nameof(FactLines))]
    public void A_line_of_MLSD_is_facts_and_a_name(string line, string name, string kind, long? size, string? modified) => Check(FtpFacts.Parse(line), name, kind, size, modified);

    [Theory]
    [InlineData("type=cdir; .")]
    [InlineData("type=pdir; ..")]
    [InlineData("type=file;size=5;")]
    [InlineData("type=file;size=5; ")]
    [InlineData("no equals; name")]
    [InlineData("type=file name")]
    [InlineData("")]
    public void A_line_of_MLSD_that_is_no_entry_is_none(string line) => Assert.Null(FtpFacts.Parse(line));

    public static TheoryData<string, string, string, long?, string?> ListLines => new()
    {
        { "-rw-r--r--    1 0        0            1024 Nov 20 06:08 name", "name", "File", 1024, "2026-11-20T06:08:00Z" },
        { "-rw-r--r--    1 0        0            1024 Nov 22 23:08 last year", "last year", "File", 1024, "2025-11-22T23:08:00Z" },
        { "-rw-r--r--    1 ann      staff        1024 Feb 29  2024 two  spaces ", "two  spaces ", "File", 1024, "2024-02-29T00:00:00Z" },
        { "-rw-r--r--    1 ann      staff        1024 Nov 20 06:08  leading", " leading", "File", 1024, "2026-11-20T06:08:00Z" },
        { "drwxr-sr-t   2 0 0 4096 Jan  1 00:00 folder", "folder", "Folder", null, "2026-01-01T00:00:00Z" },
        { "lrwxrwxrwx    1 0        0               7 Nov 20 06:08 link -> /etc", "link", "SymbolicLink", null, "2026-11-20T06:08:00Z" },
        { "-rw-r--r--    1 0  1024 Nov 20 06:08 no group", "no group", "File", 1024, "2026-11-20T06:08:00Z" },
        { "-rw-r--r--   1 may      5        1024 nov 20 6:08 a user called may", "a user called may", "File", 1024, "2026-11-20T06:08:00Z" },
        { "crw-rw-rw-    1 0        0        1 Nov 20 06:08 device", "device", "Other", null, "2026-11-20T06:08:00Z" },
        { "11-20-26  06:08AM       <DIR>          a folder", "a folder", "Folder", null, "2026-11-20T06:08:00Z" },
        { "11-20-2026  11:08PM                 1024 a file", "a file", "File", 1024, "2026-11-20T23:08:00Z" },
    };

    [Theory]
    [MemberData(nameof(ListLines))]
    public void A_line_of_LIST_is_read_in_the_form_of_Unix_and_of_DOS(string line, string name, string kind, long? size, string? modified) => Check(FtpListLine.Parse(line, Now), name, kind, size, modified);

    [Theory]
    [InlineData("total 12")]
    [InlineData("drwxr-xr-x    2 0        0            4096 Nov 20 06:08 .")]
    [InlineData("drwxr-xr-x    2 0        0            4096 Nov 20 06:08 ..")]
    [InlineData("-rw-r--r--    1 0        0            1024 Nov 31 06:08 no such day")]
    [InlineData("-rw-r--r--    1 0        0            1024 Nov 20 26:08 no such time")]
    [InlineData("-rw-r--r--    1 0        0            1024 Nov 20 06:08 ")]
    [InlineData("-rw-r--r--    1 0        0            1024 Nov 20 06:08")]
    [InlineData("99-99-26  06:08AM                 1024 no such date")]
    [InlineData("")]
    public void A_line_of_LIST_that_is_no_entry_is_none(string line) => Assert.Null(FtpListLine.Parse(line, Now));

    [Fact]
    public void What_ls_would_print_is_read_back() =>
        Prop.ForAll(Entries.ToArbitrary(), static entry =>
        {
            var time = entry.Modified!.Value;
            var line = FormattableString.Invariant($"{(entry.Kind == RemoteEntryKind.Folder ? 'd' : '-')}rw-r--r-- 1 ann staff {entry.Size ?? 4096} {time:MMM} {time.Day,2} {time:HH:mm} {entry.Name}");
            return FtpListLine.Parse(line, time.AddHours(3)) is { } read && read.Name == entry.Name && read.Kind == entry.Kind && read.Size == entry.Size && read.Modified == time;
        })
        .Check(Fuzz.Many);

    [Fact]
    public void What_MLSD_would_print_is_read_back() =>
        Prop.ForAll(Entries.ToArbitrary(), static entry =>
        {
            var line = $"Type={(entry.Kind == RemoteEntryKind.Folder ? "dir" : "file")};{(entry.Size is { } size ? $"Size={size};" : "")}Modify={FtpTime.Format(entry.Modified!.Value)}; {entry.Name}";
            return FtpFacts.Parse(line) is { } read && read.Name == entry.Name && read.Kind == entry.Kind && read.Size == entry.Size && read.Modified == entry.Modified;
        })
        .Check(Fuzz.Many);

    [Fact]
    public void Whatever_a_line_is_it_is_an_entry_or_none()
    {
        var entries = 0;
        string[] seeds = [.. FactLines.Select(static row => (string)row[0]), .. ListLines.Select(static row => (string)row[0])];
        Fuzz.Run([.. seeds.Select(Encoding.UTF8.GetBytes)], input =>
        {
            var line = Utf8Text.Decode(input);
            foreach (var entry in new[] { FtpFacts.Parse(line), FtpListLine.Parse(line, Now) })
            {
                entries += entry is null ? 0 : 1;
                Assert.True(entry is null || (entry.Name.Length > 0 && entry.Size is null or >= 0 && (entry.Size is null || entry.Kind == RemoteEntryKind.File)));
            }
        });
        Assert.InRange(entries, Fuzz.Inputs / 10, int.MaxValue);
    }

    [Fact]
    public void A_listing_in_JSON_is_entries_in_an_object_or_alone()
    {
        const string entries = """[{"name":"a","type":"file","size":5,"modified":"2026-01-02T03:04:05Z"},{"name":"sub/","type":"directory"},{"name":"l","type":"link"}]""";
        foreach (var json in new[] { entries, $$"""{"path":"/","entries":{{entries}}}""" })
        {
            var read = WebListing.Parse(Encoding.UTF8.GetBytes(json));
            Assert.Equal([("a", RemoteEntryKind.File, 5L), ("sub", RemoteEntryKind.Folder, null), ("l", RemoteEntryKind.SymbolicLink, (long?)null)], read.Select(static entry => (entry.Name, entry.Kind, entry.Size)));
            Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), read[0].Modified);
        }
    }

    [Fact]
    public void A_listing_that_is_cut_is_not_taken_for_the_whole() =>
        Assert.Equal(TransferFailure.Incomplete, Assert.Throws<TransferException>(() => WebListing.Parse("""{"truncated":true,"entries":[]}"""u8.ToArray())).Failure);

    [Fact]
    public void What_is_no_listing_in_JSON_is_said_to_be_none() =>
        Fuzz.Run(["""{"entries":[{"name":"a","type":"file","size":5,"modified":"2026-01-02T03:04:05Z"},{"name":"sub","type":"directory"}]}"""u8.ToArray()], static input =>
        {
            try
            {
                Assert.All(WebListing.Parse(input), static entry => Assert.NotNull(entry.Name));
            }
            catch (Exception error) when (error is System.Text.Json.JsonException or FormatException or InvalidOperationException or KeyNotFoundException or TransferException)
            {
                // These are told as a listing of another form.
            }
        });

    static void Check(RemoteEntry? entry, string name, string kind, long? size, string? modified)
    {
        Assert.NotNull(entry);
        Assert.Equal((name, kind, size, modified is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(modified)), (entry.Name, entry.Kind.ToString(), entry.Size, entry.Modified));
    }

    static readonly Gen<RemoteEntry> Entries =
        from name in Gen.Elements("a", " b", "c d", "Nov 20 06:08 x", "-", "ö", "type=file; y", "1 2 3").ListOf()
        from isFolder in Gen.Elements(true, false)
        from size in Gen.Choose(0, int.MaxValue)
        from minutes in Gen.Choose(0, 20_000_000)
        select new RemoteEntry("n" + string.Concat(name), isFolder ? RemoteEntryKind.Folder : RemoteEntryKind.File, isFolder ? null : size, DateTimeOffset.UnixEpoch.AddMinutes(minutes));
}
