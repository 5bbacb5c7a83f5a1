using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Patchbay.Tests;

/// <summary>The rules of the house: what may name what, and how long a file gets.</summary>
public partial class ArchitectureTests
{
    static readonly string Source = Path.Combine(Repository.Root, "src");

    // Floor by project; an arrow goes to a lower floor only.
    static readonly Dictionary<string, int> Floors = new()
    {
        ["Patchbay.Linux"] = 0,
        ["Patchbay.Sockets"] = 1,
        ["Patchbay.Observation"] = 2,
        ["Patchbay.Probing"] = 2,
        ["Patchbay.Services"] = 2,
        ["Patchbay"] = 3,
    };

    // Node starts every service, Patch joins any two, Models runs them with blocking calls, Accounts is the room they share.
    static readonly string[] SharedFolders = ["Accounts", "Models", "Node", "Patch"];

    // The clients of the verbs get, put and mirror: no service, and none may be named there, nor may it name one.
    static readonly string[] ClientFolders = ["Transfer"];

    public static TheoryData<string> Projects => [.. Directory.GetFiles(Source, "*.csproj", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_lower_floors_only(string project)
    {
        Assert.True(Floors.TryGetValue(project, out var floor), $"{project} stands on no floor.");
        var references = XDocument.Load(Path.Combine(Source, project, project + ".csproj")).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((reference.Attribute("Include") ?? reference.Attribute("Update"))!.Value.Replace('\\', '/')));
        Assert.All(references, reference => Assert.True(Floors[reference] < floor, $"{project} names {reference}, which is not below it."));
    }

    [Fact]
    public void A_service_names_no_other_service()
    {
        var services = Directory.GetDirectories(Path.Combine(Source, "Patchbay.Services")).Select(folder => Path.GetFileName(folder))
            .Except(["bin", "obj", .. SharedFolders, .. ClientFolders]).ToList();
        Assert.NotEmpty(services);
        foreach (var service in services)
        {
            // A type is in its service's namespace, and so can be named elsewhere only with it: whole, or from Patchbay.Services on. Namesakes are nobody's business.
            var files = FilesOf(Path.Combine("Patchbay.Services", service)).ToList();
            Assert.All(files, file => Assert.Matches($@"(?m)^namespace Patchbay\.Services\.{service}\b", File.ReadAllText(file)));
            var others = services.Where(other => other != service).ToList();
            var pattern = new Regex(string.Join('|', others.Select(other => $@"\bPatchbay\.Services\.{other}\b|(?<!\.)\b{other}\.({string.Join('|', TypesOf(other).Select(Regex.Escape))})\b")));
            Assert.All(files, file => Assert.True(pattern.Match(WithoutComments(File.ReadAllText(file))) is { Success: false }, $"{service} names {pattern.Match(WithoutComments(File.ReadAllText(file))).Value} of another service, in {file}."));
        }
    }

    [Fact]
    public void A_client_and_a_service_do_not_name_one_another()
    {
        foreach (var client in ClientFolders)
        {
            var foreign = new Regex($@"\bPatchbay\.Services\.(?!{client}\b)\w+");
            Assert.All(FilesOf(Path.Combine("Patchbay.Services", client)), file => Assert.DoesNotMatch(foreign, WithoutComments(File.ReadAllText(file))));
            var ours = new Regex($@"\bPatchbay\.Services\.{client}\b");
            var others = FilesOf("Patchbay.Services").Where(file => !file.Contains(Path.Combine("Patchbay.Services", client), StringComparison.Ordinal));
            Assert.All(others, file => Assert.DoesNotMatch(ours, WithoutComments(File.ReadAllText(file))));
        }
    }

    [Fact]
    public void Only_the_ground_floor_calls_into_the_operating_system()
    {
        var calls = FilesOf("").Where(file => NativeCall().IsMatch(WithoutComments(File.ReadAllText(file)))).Select(file => Path.GetRelativePath(Source, file)).ToList();
        Assert.All(calls, file => Assert.StartsWith("Patchbay.Linux" + Path.DirectorySeparatorChar, file));
        Assert.NotEmpty(calls);
    }

    [Fact]
    public void Nine_of_ten_files_are_under_350_lines()
    {
        var lengths = FilesOf("").Select(file => (File: file, Lines: File.ReadLines(file).Count())).OrderByDescending(file => file.Lines).ToList();
        var longer = lengths.TakeWhile(file => file.Lines >= 350).ToList();
        Assert.True(longer.Count * 10 <= lengths.Count, string.Join('\n', longer));
    }

    [Fact]
    public void The_rules_see_what_they_forbid()
    {
        Assert.Matches(NativeCall(), "[LibraryImport(\"libc\")] static partial int close(int fd);");
        Assert.Matches(NativeCall(), "[DllImport(\"libc\")]");
        Assert.DoesNotContain("Echo", WithoutComments("// Echo\n/// <see cref=\"Echo\"/>\nvar x = 1;"));
        Assert.Contains("EchoService", TypesOf("Echo"));
    }

    static IEnumerable<string> TypesOf(string service) =>
        FilesOf(Path.Combine("Patchbay.Services", service)).SelectMany(file => Declaration().Matches(WithoutComments(File.ReadAllText(file)))).Select(match => match.Groups[1].Value);

    static IEnumerable<string> FilesOf(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Source, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\[\s*(LibraryImport|DllImport)\b")]
    private static partial Regex NativeCall();

    // Types of their own, which begin in the first column; a nested one cannot be named without them.
    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|record|struct|interface|enum) (?:struct |class )?(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
