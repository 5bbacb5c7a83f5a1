using System.Collections.Concurrent;
using Patchbay.Linux;

namespace Patchbay;

/// <summary>Names of interfaces, each asked for once.</summary>
static class InterfaceNameCache
{
    static readonly ConcurrentDictionary<uint, string> Names = new();

    public static string Of(uint index) => Names.GetOrAdd(index, InterfaceName.Of);
}
