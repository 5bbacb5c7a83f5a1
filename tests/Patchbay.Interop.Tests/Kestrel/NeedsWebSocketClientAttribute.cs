namespace Patchbay.Interop.Tests.Kestrel;

/// <summary>A theory that is skipped, with the reason, without node or npm's ws; <c>./test</c> installs the latter.</summary>
sealed class NeedsWebSocketClientAttribute : TheoryAttribute
{
    public NeedsWebSocketClientAttribute() => Skip = Needs.Missing(["node"]) ?? (Directory.Exists(Path.Combine(Folder, "node_modules", "ws")) ? null : "needs ws: npm install --prefix tests/node");

    /// <summary>Where the client is.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "node");
}
