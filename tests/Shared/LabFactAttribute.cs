namespace Patchbay.TestSupport;

/// <summary>A test that needs network namespaces, and perhaps commands; skipped with the reason where they are missing.</summary>
sealed class LabFactAttribute : FactAttribute
{
    public LabFactAttribute(params string[] needs) => Skip = NetworkLab.Missing ?? Needs.Missing(needs);
}
