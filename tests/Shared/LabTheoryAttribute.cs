namespace Patchbay.TestSupport;

/// <summary>A theory that needs network namespaces; skipped with the reason where they cannot be made.</summary>
sealed class LabTheoryAttribute : TheoryAttribute
{
    public LabTheoryAttribute() => Skip = NetworkLab.Missing;
}
