using System.Reflection;
using Xunit.Sdk;

namespace Patchbay.Sockets.Tests;

/// <summary>One row for every engine that can what the test needs. Which engines those are is a fact of this table, never found out by trying.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EnginesAttribute(Can needs = Can.Serve) : DataAttribute
{
    // An engine named here is not part of the build yet. Everything else is forced by name, and not getting it fails.
    static readonly TestedEngine[] NotBuilt = [];

    static readonly (TestedEngine Engine, Can Abilities)[] Table =
    [
        (TestedEngine.Sockets, Can.Ours | Can.UsePool | Can.Block),
        (TestedEngine.Uring, Can.Ours | Can.Block),
        (TestedEngine.UringPinned, Can.Ours),
        (TestedEngine.Kestrel, Can.Serve | Can.Block),
        (TestedEngine.Portable, Can.Datagram),
    ];

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        from row in Table
        where !NotBuilt.Contains(row.Engine) && (row.Abilities & needs) == needs && (row.Engine != TestedEngine.Portable || (needs & Can.Datagram) != 0)
        select new object[] { row.Engine };
}
