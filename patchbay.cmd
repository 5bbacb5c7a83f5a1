@echo off
rem Builds Patchbay when its sources changed, then runs it.
where dotnet >nul 2>nul
if errorlevel 1 (
  echo patchbay: building needs the .NET SDK 10.0, and it is not here. 1>&2
  echo Get it from https://dot.net, then run this again. 1>&2
  exit /b 1
)
dotnet run --project "%~dp0src\Patchbay" -c Release -p:RunAnalyzers=false -- %*
