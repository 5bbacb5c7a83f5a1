namespace Patchbay.Linux.Bpf;

/// <summary>The kernel refused a program, a map or a tracepoint, or its structures are not those that the program reads.</summary>
/// <param name="operation">What was tried, for a message: <c>load a program</c>.</param>
/// <param name="errno">The error number, positive; 0 when the kernel was not asked.</param>
/// <param name="detail">The verifier's last words, or which structure differs; null for none.</param>
public sealed class BpfException(string operation, int errno, string? detail = null)
    : Exception($"the kernel would not {operation}: {(errno == 0 ? detail : Linux.Errno.Describe(errno))}{(errno == 0 || string.IsNullOrEmpty(detail) ? "" : $" ({detail})")}")
{
    /// <summary>The error number: EPERM without CAP_BPF and CAP_PERFMON; ENOENT for a tracepoint that this kernel has not.</summary>
    public int Errno { get; } = errno;
}
