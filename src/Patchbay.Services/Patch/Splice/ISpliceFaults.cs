namespace Patchbay.Services.Patch;

/// <summary>The seam under which tests make system calls of the spliced relay fail. Called from every relay thread: implementations are thread-safe.</summary>
internal interface ISpliceFaults
{
    /// <summary>0 to make the call, or the errno to report instead of making it.</summary>
    int Errno(SplicePoint point);

    /// <summary>How many of <paramref name="length"/> bytes the call may move: 1 to <paramref name="length"/>.</summary>
    int Limit(SplicePoint point, int length);
}
