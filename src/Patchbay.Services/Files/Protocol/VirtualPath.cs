using System.Collections.Immutable;
using System.Text;

namespace Patchbay.Services.Files;

/// <summary>
/// A path as a client sees it: absolute, with <c>/</c> between its names, none of which is empty, <c>.</c> or <c>..</c>. Pure: says nothing of what is on disk.
/// </summary>
sealed record VirtualPath
{
    /// <summary>The longest path, in UTF-8 bytes.</summary>
    public const int MaxLength = 4000;

    /// <summary>The longest name, in UTF-8 bytes: NAME_MAX of Linux's file systems.</summary>
    public const int MaxName = 255;

    VirtualPath(ImmutableArray<string> names) => Names = names;

    /// <summary>The top.</summary>
    public static VirtualPath Root { get; } = new([]);

    /// <summary>The names from the top down.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>It is the top.</summary>
    public bool IsRoot => Names.Length == 0;

    /// <summary>The last name; empty at the top.</summary>
    public string Name => IsRoot ? "" : Names[^1];

    /// <summary>One up; the top is its own.</summary>
    public VirtualPath Parent => IsRoot ? this : new(Names[..^1]);

    /// <summary>Resolves what a client sent: absolute, or relative to this path. <c>..</c> above the top stays there (POSIX).</summary>
    /// <returns>Null when a name or the whole is too long, or has a NUL.</returns>
    public VirtualPath? Resolve(string text)
    {
        List<string> names = text.StartsWith('/') ? [] : [.. Names];
        foreach (var name in text.Split('/'))
        {
            switch (name)
            {
                case "" or ".":
                    break;
                case "..":
                    names.RemoveRange(Math.Max(0, names.Count - 1), Math.Min(1, names.Count));
                    break;
                default:
                    if (name.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(name) > MaxName)
                    {
                        return null;
                    }

                    names.Add(name);
                    break;
            }
        }

        return names.Sum(static name => Encoding.UTF8.GetByteCount(name) + 1) <= MaxLength ? new VirtualPath([.. names]) : null;
    }

    /// <summary>A name under this path.</summary>
    public VirtualPath Child(string name) => new([.. Names, name]);

    /// <summary>Equal by names.</summary>
    public bool Equals(VirtualPath? other) => other is not null && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary><c>/public/notes.txt</c>.</summary>
    public override string ToString() => "/" + string.Join('/', Names);
}
