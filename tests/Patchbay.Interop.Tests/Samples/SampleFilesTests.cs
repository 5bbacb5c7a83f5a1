namespace Patchbay.Interop.Tests.Samples;

/// <summary>What the samples promise as texts to read.</summary>
public class SampleFilesTests
{
    public static TheoryData<string> Names => [.. SamplePrograms.Names];

    [Fact]
    public void The_textbook_programs_are_there() => Assert.Equal(
        ["EchoClient", "EchoServer", "EchoServerThreads", "MulticastChat", "PortScanner", "RawPing", "TwoPersonChat", "UdpEcho"], SamplePrograms.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_is_one_file_of_fewer_than_80_lines_and_uses_plain_sockets(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(SamplePrograms.Folder, name + ".cs"));
        Assert.InRange(lines.Length, 10, 79);
        Assert.Contains("using System.Net.Sockets;", lines);
        Assert.DoesNotContain(lines, static line => line.StartsWith("#:", StringComparison.Ordinal) || line.Contains("async", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_README_and_the_samples_page_link_it(string name)
    {
        Assert.Contains($"](samples/{name}.cs)", File.ReadAllText(Path.Combine(Repository.Root, "README.md")));
        Assert.Contains($"]({name}.cs)", File.ReadAllText(Path.Combine(SamplePrograms.Folder, "README.md")));
    }
}
