using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>A call that was entered and has not returned.</summary>
sealed class OpenCall(CallShape shape, in CallArguments arguments, TimeSpan at)
{
    public CallShape Shape { get; } = shape;

    public CallArguments Arguments { get; } = arguments;

    public TimeSpan At { get; } = at;

    /// <summary>The arguments' texts; null for those that are read when the call returns.</summary>
    public string?[] Texts { get; } = new string?[shape.Arguments.Count];

    public int Descriptor { get; set; } = -1;

    public long? Asked { get; set; }

    public long Flags { get; set; }

    public SocketEnd? Address { get; set; }

    public (int Level, int Name, long Value)? Option { get; set; }

    public bool? MayBlock { get; set; }

    /// <summary>The room for an address that the caller gave.</summary>
    public int AddressRoom { get; set; }

    /// <summary>Descriptors that came or went with a message (SCM_RIGHTS of unix(7)); null for none.</summary>
    public List<int>? Passed { get; set; }

    /// <summary>The two of socketpair, once it returned.</summary>
    public (int First, int Second)? Pair { get; set; }

    /// <summary>An argument as the kernel takes an int: its low 32 bits.</summary>
    public int Int(int index) => (int)Arguments[index];
}
