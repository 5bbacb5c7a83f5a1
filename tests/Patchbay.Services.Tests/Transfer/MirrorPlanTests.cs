using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Transfer;

namespace Patchbay.Services.Tests.Transfer;

public class MirrorPlanTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_new_other_or_newer_is_copied_and_folders_come_first()
    {
        var plan = MirrorPlan.Make(
            Tree(Folder("d"), File("d/new", 1), File("other", 2), File("newer", 3, 10), File("same", 3), File("older", 3, -10)),
            Tree(File("other", 1), File("newer", 3), File("same", 3), File("older", 3), File("gone", 1)), removes: false);
        Assert.Equal(["MakeFolder d new", "Copy d/new new", "Copy newer newer", "Copy other 2 bytes, was 1"], plan.Steps.Select(Text));
        Assert.Equal((2, 0, 6L), (plan.Same, plan.Removals, plan.Bytes));
    }

    [Fact]
    public void What_only_the_destination_has_is_removed_when_asked_the_deepest_first()
    {
        var plan = MirrorPlan.Make(Tree(File("a", 1)), Tree(File("a", 1), Folder("d"), Folder("d/e"), File("d/e/f", 1), File("d/z", 1)), removes: true);
        Assert.Equal(["RemoveFile d/z", "RemoveFile d/e/f", "RemoveFolder d/e", "RemoveFolder d"], plan.Steps.Select(static step => $"{step.Action} {step.Item.Path}"));
    }

    [Fact]
    public void What_the_source_left_out_is_not_removed_nor_the_folders_above_it()
    {
        var source = Tree(File("a", 1));
        source.LeftOut.Add(("d/link", "symbolic links are not followed"));
        var plan = MirrorPlan.Make(source, Tree(Folder("d"), File("d/link", 1), Folder("e")), removes: true);
        Assert.Equal(["RemoveFolder e"], plan.Steps.Where(static step => step.Action != MirrorAction.Copy).Select(static step => $"{step.Action} {step.Item.Path}"));
    }

    [Fact]
    public void A_file_for_a_folder_is_a_conflict_and_nothing_below_it_is_touched()
    {
        var plan = MirrorPlan.Make(Tree(Folder("x"), File("x/a", 1), File("y", 1)), Tree(File("x", 1), Folder("y"), File("y/b", 1)), removes: true);
        Assert.Equal(["x", "y"], plan.Conflicts.Select(static conflict => conflict.Path));
        Assert.Empty(plan.Steps);
    }

    [Fact]
    public void Nothing_is_written_through_a_link_at_the_destination()
    {
        var destination = Tree();
        destination.LeftOut.Add(("out", "symbolic links are not followed"));
        var plan = MirrorPlan.Make(Tree(Folder("out"), File("out/a", 1), File("b", 1)), destination, removes: true);
        Assert.Equal(["Copy b new"], plan.Steps.Select(Text));
        Assert.Equal("out", Assert.Single(plan.Conflicts).Path);
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(0.9, 0, null)]
    [InlineData(1, 0, "newer")]
    [InlineData(30, 60, null)]
    [InlineData(61, 60, "newer")]
    public void Times_are_compared_in_whole_seconds_as_far_as_they_are_known(double later, int precision, string? why) =>
        Assert.Equal(why, MirrorPlan.Difference(new MirrorItem("a", RemoteEntryKind.File, 1, Noon.AddSeconds(later)), new MirrorItem("a", RemoteEntryKind.File, 1, Noon, TimeSpan.FromSeconds(precision))));

    [Fact]
    public void After_the_plan_the_destination_has_what_the_source_has() =>
        Prop.ForAll(Trees.ToArbitrary(), Trees.ToArbitrary(), static (source, destination) =>
        {
            var plan = MirrorPlan.Make(source, destination, removes: true);
            var (files, folders) = (Of(destination, RemoteEntryKind.File), Of(destination, RemoteEntryKind.Folder));
            foreach (var step in plan.Steps)
            {
                var path = step.Item.Path;
                var parent = path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : null;
                var isDone = step.Action switch
                {
                    MirrorAction.MakeFolder => (parent is null || folders.Contains(parent)) && folders.Add(path),
                    MirrorAction.Copy => (parent is null || folders.Contains(parent)) && (files.Add(path) || true),
                    MirrorAction.RemoveFile => files.Remove(path),
                    _ => !files.Concat(folders).Any(other => other.StartsWith(path + "/", StringComparison.Ordinal)) && folders.Remove(path),
                };
                if (!isDone)
                {
                    return false;
                }
            }

            return plan.Conflicts.Count > 0 || (files.SetEquals(Of(source, RemoteEntryKind.File)) && folders.SetEquals(Of(source, RemoteEntryKind.Folder)));
        })
        .Check(Fuzz.Many);

    [Fact]
    public void Names_of_a_hostile_listing_never_leave_the_folder()
    {
        var (tree, folders) = (new MirrorTree(), new List<string>());
        string[] bad = ["../x", "..", ".", "/etc/cron.d/x", "a/b", "", "a\0b", "a\nb", new('x', 300)];
        RemoteTree.Add(tree, folders, "sub", [.. bad.Select(static name => new RemoteEntry(name, RemoteEntryKind.File, 1)), new("good", RemoteEntryKind.File, 1), new("good", RemoteEntryKind.Folder), new("..", RemoteEntryKind.Folder)]);
        Assert.Equal(["sub/good"], tree.Items.Keys);
        Assert.Empty(folders);
        Assert.Equal(bad.Length + 2, tree.Missing);
    }

    [Fact]
    public void A_tree_has_a_depth()
    {
        var tree = new MirrorTree();
        var path = string.Join('/', Enumerable.Repeat("d", MirrorTree.MaxDepth));
        Assert.True(tree.Add(new MirrorItem(path, RemoteEntryKind.Folder)));
        Assert.False(tree.Add(new MirrorItem(path + "/d", RemoteEntryKind.Folder)));
        Assert.Equal(1, tree.Missing);
    }

    static readonly Gen<MirrorTree> Trees =
        from marks in Gen.Choose(0, 3).ListOf(12)
        select Build(marks);

    /// <summary>A small tree: each of twelve paths is absent, a file, another file or a folder.</summary>
    static MirrorTree Build(List<int> marks)
    {
        string[] paths = ["a", "a/b", "a/b/c", "a-b", "a-b/c", "d", "d/e", "d/e/f", "d/e/f/g", "h", "i", "a/z"];
        var tree = new MirrorTree();
        for (var i = 0; i < paths.Length; i++)
        {
            var parent = paths[i].LastIndexOf('/') is >= 0 and var slash ? paths[i][..slash] : null;
            if (marks[i] > 0 && (parent is null || tree.Items.GetValueOrDefault(parent)?.Kind == RemoteEntryKind.Folder))
            {
                tree.Add(marks[i] == 3 ? Folder(paths[i]) : File(paths[i], marks[i]));
            }
        }

        return tree;
    }

    static HashSet<string> Of(MirrorTree tree, RemoteEntryKind kind) => [.. tree.Items.Values.Where(item => item.Kind == kind).Select(static item => item.Path)];

    static MirrorTree Tree(params MirrorItem[] items)
    {
        var tree = new MirrorTree();
        Assert.All(items, item => Assert.True(tree.Add(item)));
        return tree;
    }

    static MirrorItem File(string path, long size, double seconds = 0) => new(path, RemoteEntryKind.File, size, Noon.AddSeconds(seconds));

    static MirrorItem Folder(string path) => new(path, RemoteEntryKind.Folder);

    static string Text(MirrorStep step) => $"{step.Action} {step.Item.Path} {step.Why}";
}
