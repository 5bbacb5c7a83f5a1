using System.Text;
using Patchbay.Services.Transfer;

namespace Patchbay.Services.Tests.Transfer;

public sealed class PartFileTests : IDisposable
{
    const string Source = "http://h/file";

    readonly TemporaryFolder _folder = new();

    string Target => _folder["file"];

    string[] Names => [.. Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task A_file_has_its_name_only_when_it_is_whole()
    {
        var time = new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await using var file = PartFile.Open(Target, Source, force: false, resume: false);
        file.Remember("\"v1\"", 5);
        file.Write("hello"u8);
        Assert.Equal(["file.part", "file.part.info"], Names);
        await file.CommitAsync(time);
        Assert.Equal(["file"], Names);
        Assert.Equal("hello", File.ReadAllText(Target));
        Assert.Equal(time.UtcDateTime, File.GetLastWriteTimeUtc(Target));
    }

    [Fact]
    public async Task What_broke_off_is_continued_with_what_is_known_of_it()
    {
        await LeaveAsync("hel");
        await using var file = PartFile.Open(Target, Source, force: false, resume: true);
        Assert.Equal(new ResumePoint(3, "\"v1\"", 5), file.Resume);
        file.Write("lo"u8);
        await file.CommitAsync(null);
        Assert.Equal("hello", File.ReadAllText(Target));
    }

    [Fact]
    public async Task Without_being_asked_nothing_is_continued_nor_what_is_of_another_URL()
    {
        await LeaveAsync("hel");
        await using (var other = PartFile.Open(Target, Source + "2", force: false, resume: true))
        {
            Assert.Null(other.Resume);
        }

        await LeaveAsync("hel");
        await using var file = PartFile.Open(Target, Source, force: false, resume: false);
        Assert.Equal((null, 0L), (file.Resume, file.Length));
    }

    [Fact]
    public async Task A_file_that_is_there_is_kept_replaced_or_continued()
    {
        File.WriteAllText(Target, "old");
        var error = Assert.Throws<TransferException>(() => PartFile.Open(Target, Source, force: false, resume: false));
        Assert.Equal(TransferFailure.CannotWrite, error.Failure);
        Assert.Contains("--force", error.Hint);
        await using (var file = PartFile.Open(Target, Source, force: true, resume: false))
        {
            file.Write("new"u8);
            await file.CommitAsync(null);
        }

        Assert.Equal("new", File.ReadAllText(Target));
        await using (var file = PartFile.Open(Target, Source, force: false, resume: true))
        {
            Assert.Equal(3, file.Resume!.Offset);
            file.Write("er"u8);
            await file.CommitAsync(null);
        }

        Assert.Equal("newer", File.ReadAllText(Target));
    }

    [Fact]
    public async Task Nobody_else_writes_to_the_same_part()
    {
        await using var file = PartFile.Open(Target, Source, force: false, resume: false);
        var error = Assert.Throws<TransferException>(() => PartFile.Open(Target, Source, force: false, resume: false));
        Assert.Contains("written by somebody else", error.Message);
    }

    [Fact]
    public void Nothing_is_written_through_a_link()
    {
        File.CreateSymbolicLink(Target + ".part", _folder["victim"]);
        var error = Assert.Throws<TransferException>(() => PartFile.Open(Target, Source, force: true, resume: false));
        Assert.Contains("symbolic link", error.Message);
        Assert.False(File.Exists(_folder["victim"]));
    }

    [Fact]
    public async Task A_part_without_a_byte_is_removed()
    {
        await using (PartFile.Open(Target, Source, force: false, resume: false))
        {
        }

        Assert.Empty(Names);
    }

    [Fact]
    public async Task The_longest_name_has_room_for_its_part()
    {
        var name = new string('n', SafeName.MaxBytes);
        await using var file = PartFile.Open(_folder[name], Source, force: false, resume: false);
        file.Remember(null, null);
        file.Write(Encoding.ASCII.GetBytes("x"));
        await file.CommitAsync(null);
        Assert.Equal([name], Names);
    }

    public void Dispose() => _folder.Dispose();

    async Task LeaveAsync(string text)
    {
        await using var file = PartFile.Open(Target, Source, force: false, resume: false);
        file.Remember("\"v1\"", 5);
        file.Write(Encoding.ASCII.GetBytes(text));
    }
}
