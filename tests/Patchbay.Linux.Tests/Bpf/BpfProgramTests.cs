using Patchbay.Linux.Bpf;

namespace Patchbay.Linux.Tests.Bpf;

public class BpfProgramTests
{
    /// <summary>RFC 9669, section 4.3: the offset counts from the instruction behind the jump.</summary>
    [Fact]
    public void Jumps_go_forth_and_back_to_where_their_label_is()
    {
        var (back, forth) = (new BpfLabel(), new BpfLabel());
        var code = new BpfProgram().Set(1, 0).Mark(back).AddValue(1, 1).JumpIfEqual(1, 7, forth).JumpIfBelow(1, 9, back).Jump(forth).Mark(forth).End().Code;
        Assert.Equal([2, -3, 0], new[] { Offset(code[2]), Offset(code[3]), Offset(code[4]) });
    }

    static short Offset(ulong instruction) => (short)(instruction >> 16);
}
