using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Patchbay.Sockets.Tests.Package;

/// <summary>The public surface of Patchbay.Sockets is a file: a change of the one is seen in a change of the other.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_recorded_one()
    {
        var recorded = Path.Combine(Folder(), "PublicApi.txt");
        var actual = Describe(typeof(SocketEngine).Assembly);
        if (Environment.GetEnvironmentVariable("PATCHBAY_RECORD_API") == "1")
        {
            File.WriteAllText(recorded, actual);
        }

        var expected = File.ReadAllText(recorded).ReplaceLineEndings("\n");
        var added = actual.Split('\n').Except(expected.Split('\n'));
        var removed = expected.Split('\n').Except(actual.Split('\n'));
        Assert.True(
            expected == actual,
            $"The public API changed. If that is meant, run this test with PATCHBAY_RECORD_API=1 and commit PublicApi.txt.\nAdded:\n{string.Join('\n', added)}\nRemoved:\n{string.Join('\n', removed)}");
    }

    static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type.IsAbstract && type.IsSealed ? "static class" : type.IsSealed ? "sealed class" : "class";
            text.Append(kind).Append(' ').Append(type.FullName).Append('\n');
            const BindingFlags declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
            var members = type.GetMembers(declared).Where(IsPublic).Select(member => Describe(type, member)).Order(StringComparer.Ordinal);
            foreach (var member in members)
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    static bool IsPublic(MemberInfo member) => !member.Name.Contains('<', StringComparison.Ordinal) && member switch
    {
        MethodBase method => IsVisible(method) && (method is ConstructorInfo || !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo one => IsVisible(one.AddMethod!),
        FieldInfo field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName,
        _ => false,
    };

    static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    static string Describe(Type type, MemberInfo member) => member switch
    {
        FieldInfo field when type.IsEnum => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)}",
        PropertyInfo property => $"{property} {{ {string.Join(' ', property.GetAccessors(nonPublic: true).Where(IsVisible).Select(accessor => accessor.Name.Split('_')[0] + ";").Order(StringComparer.Ordinal))} }}",
        _ => $"{member}",
    };
}
