using System.Runtime.CompilerServices;

namespace Patchbay.Linux;

/// <summary>The six registers in which a system call gets its arguments.</summary>
[InlineArray(6)]
public struct CallArguments
{
    ulong _first;
}
