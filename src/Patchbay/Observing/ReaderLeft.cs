using System.ComponentModel;
using Patchbay.Linux;

namespace Patchbay;

/// <summary>Whoever reads a table through a pipe and has seen enough (<c>| head</c>) has not made it fail.</summary>
static class ReaderLeft
{
    /// <summary>EPIPE of a stream of this program's.</summary>
    public static bool Is(IOException error) => error.InnerException is Win32Exception { NativeErrorCode: Errno.EPIPE };

    /// <summary>What goes on until somebody ends it is done when its reader leaves.</summary>
    public static async Task<ExitCode> MayEndAsync(Task<ExitCode> work)
    {
        try
        {
            return await work;
        }
        catch (IOException error) when (Is(error))
        {
            return ExitCode.Done;
        }
    }
}
