namespace Patchbay.Observation;

/// <summary>A laboratory that cannot go on.</summary>
static class LabFailure
{
    /// <exception cref="ObservationException">Not on Linux.</exception>
    public static void NeedLinux()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new ObservationException(ObservationFailure.Unsupported, "the laboratory makes the system calls of Linux, and this is another system", "Run it in a Linux container or virtual machine.");
        }
    }

    /// <summary>A call failed that the experiment needs.</summary>
    public static ObservationException Of(string call, CallResult result) =>
        new(result.Errno is Linux.Errno.EPERM or Linux.Errno.EACCES ? ObservationFailure.Denied : ObservationFailure.Other,
            $"{call}() failed, which this experiment needs: {Glossary.Default.ErrorText(call, result.Errno)}",
            $"`patchbay explain {Glossary.Default.ErrnoName(result.Errno)}` says more.");

    /// <summary>The result, when the call succeeded.</summary>
    /// <exception cref="ObservationException">It failed.</exception>
    public static int Must(this CallResult result, string call) => result.Succeeded ? result.Returned : throw Of(call, result);
}
